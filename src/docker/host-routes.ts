import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { parseSubnet, type Subnet } from './subnets.ts';

/** What this machine routes somewhere, the default route left out: a network of ours there would cut it off. */
export async function hostRoutes(): Promise<readonly Subnet[]> {
  const table = await readFile('/proc/net/route', 'utf8').catch(() => '');
  return [...parseRouteTable(table), ...interfaceSubnets()];
}

/** The kernel's table: a header, then lines whose 2nd and 8th columns are address and mask in little-endian hex. */
export function parseRouteTable(table: string): readonly Subnet[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const columns = line.trim().split(/\s+/);
      const [destination, netmask] = [columns[1], columns[7]];
      if (!destination || !netmask || /^0+$/.test(netmask)) return [];
      const bits = littleEndian(netmask).toString(2).replaceAll('0', '').length;
      return [{ base: littleEndian(destination), bits }];
    });
}

function littleEndian(hex: string): number {
  return Buffer.from(hex, 'hex').readUInt32LE();
}

function interfaceSubnets(): readonly Subnet[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .flatMap(({ family, cidr }) => (family === 'IPv4' && cidr ? [parseSubnet(cidr)] : []))
    .filter((subnet) => subnet !== undefined);
}
