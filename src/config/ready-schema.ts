// How a service says that it is ready: one probe, and how long it may take.

import * as z from 'zod';
import { duration, filled, flag, httpStatus, pattern, port, portOf, text } from './scalars.ts';

const httpProbe = z.union(
  [
    text.transform((source, issues) => {
      const [, number = '', path] = /^(?:http:\/\/[^:/]*)?:(\d+)(\/.*)?$/.exec(source) ?? [];
      const parsed = portOf(number);
      if (parsed !== undefined) return { port: parsed, path: path ?? '/' };
      issues.addIssue({ code: 'custom', message: 'expected :PORT/PATH, such as :8080/health' });
      return z.NEVER;
    }),
    z
      .strictObject({ port, path: text.default('/'), status: httpStatus.optional() })
      .transform(({ status, ...rest }) => (status === undefined ? rest : { ...rest, status })),
  ],
  { error: 'expected :PORT/PATH, such as :8080/health, or a map of port, path and status' },
);

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
      log: patterns.optional(),
      tcp: port.optional(),
      http: httpProbe.optional(),
      command: command.optional(),
      healthcheck: flag.optional(),
      timeout: duration.default(60_000),
    },
    { error: `expected a map with ${choice}` },
  )
  .transform(({ timeout: timeoutMs, ...raw }, issues) => {
    const given = probes.filter((probe) => raw[probe] !== undefined);
    const [, second] = given;
    if (second !== undefined)
      issues.addIssue({ code: 'custom', path: [second], message: `expected ${choice}, and not two of them` });
    return {
      timeoutMs,
      ...(raw.log === undefined ? {} : { log: raw.log }),
      ...(raw.tcp === undefined ? {} : { tcp: raw.tcp }),
      ...(raw.http === undefined ? {} : { http: raw.http }),
      ...(raw.command === undefined ? {} : { command: raw.command }),
      ...(raw.healthcheck === undefined ? {} : { healthcheck: raw.healthcheck }),
    };
  });
