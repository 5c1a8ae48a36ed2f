import { expect, test } from 'vitest';
import { isListening } from '../../src/docker/probes.ts';

const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const line = (local: string, state: string) =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000   999        0 4242 1`;

test.each([
  { name: 'on all addresses', tables: [header, line('00000000:1538', '0A')], listening: true },
  {
    name: 'on all addresses of IPv6',
    tables: [header, line('00000000000000000000000000000000:1538', '0A')],
    listening: true,
  },
  { name: 'on loopback alone', tables: [header, line('0100007F:1538', '0A')], listening: false },
  {
    name: "on IPv6's loopback alone",
    tables: [header, line('00000000000000000000000001000000:1538', '0A')],
    listening: false,
  },
  { name: 'on another port', tables: [header, line('00000000:1539', '0A')], listening: false },
  { name: 'connected, not listening', tables: [header, line('00000000:1538', '01')], listening: false },
  { name: 'no table', tables: ['cat: not found'], listening: false },
])('port 5432 listens $name: $listening', ({ tables, listening }) => {
  expect(isListening(tables.join('\n'), 5432)).toBe(listening);
});
