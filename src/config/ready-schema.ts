// How a service says that it is ready: one probe, and how long it may take.

import * as z from 'zod';
import { acrossKeys } from './across-keys.ts';
import { duration, filled, flag, httpStatus, pattern, port, portOf, scalar, text } from './scalars.ts';

// The service itself is asked: another host would be passed over.
const httpAddress = /^(?:http:\/\/(?:localhost|127\.0\.0\.1)?)?:(\d{1,5})(\/.*)?$/;

const httpProbe = z.union(
  [
    scalar(':PORT/PATH, such as :8080/health', httpOf, { type: 'string', pattern: httpAddress.source }),
    z
      .strictObject({ port, path: text.default('/'), status: httpStatus.optional() })
      .transform(({ status, ...rest }) => (status === undefined ? rest : { ...rest, status })),
  ],
  { error: 'expected :PORT/PATH, such as :8080/health, or a map of port, path and status' },
);

function httpOf(source: string) {
  const [, number = '', path = '/'] = httpAddress.exec(source) ?? [];
  const parsed = portOf(number);
  return parsed === undefined ? undefined : { port: parsed, path };
}

const patterns = z.union(
  [pattern.transform((one) => [one]), z.array(pattern).min(1, 'expected at least one regular expression')],
  {
    error: 'expected a regular expression, or a list of them that occur in this order',
  },
);

/** A text runs in a shell, a list as it is. */
export const command = z.union(
  [
    filled,
    z.array(text).refine(([program = '']) => program.trim() !== '', 'expected a list that begins with a program'),
  ],
  { error: 'expected a text or a list of texts' },
);

const probes = ['log', 'tcp', 'http', 'command', 'healthcheck'] as const;
const choice = `one of ${probes.join(', ')}`;

/** `{ log: … }`, `{ tcp: … }`, …; at most one, and none means the image's default with another timeout. */
export const ready = z
  .strictObject(
    {
      log: patterns.optional().describe('A regular expression in its output, or several in this order.'),
      tcp: port.optional().describe('This port accepts connections.'),
      http: httpProbe.optional().describe('It answers: :8080/health; 2xx or 3xx unless a status is given.'),
      command: command.optional().describe('This exits 0 inside it; asked again and again.'),
      healthcheck: flag.optional().describe("true: what the image's HEALTHCHECK says."),
      timeout: duration.default(60_000).describe('How long it may take.'),
    },
    { error: `expected a map with ${choice}` },
  )
  .check(
    acrossKeys((map) => {
      const [, second] = probes.filter((probe) => probe in map);
      return second === undefined ? [] : [{ path: [second], message: `expected ${choice}, and not two of them` }];
    }),
  )
  .transform(({ timeout: timeoutMs, log, tcp, http, command: words, healthcheck }) => ({
    timeoutMs,
    ...(log === undefined ? {} : { log }),
    ...(tcp === undefined ? {} : { tcp }),
    ...(http === undefined ? {} : { http }),
    ...(words === undefined ? {} : { command: words }),
    ...(healthcheck === undefined ? {} : { healthcheck }),
  }));
