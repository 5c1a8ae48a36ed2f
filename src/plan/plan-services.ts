// What stands beside the suite of a cell.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { isPattern } from '../config/scalars.ts';
import type { Config } from '../config/schema.ts';
import { type Judged, selectorProblems } from '../matrix/check-selector.ts';
import { createMatcher, selectorOf } from '../matrix/selector.ts';
import type { Cell } from '../model/cell.ts';
import type { Probe, ReadyPlan, ServicePlan } from '../model/plan.ts';
import { oncePerValues } from './once-per-values.ts';
import type { Resolver } from './resolver.ts';
import { wellKnownProbes } from './well-known.ts';

type ServiceConfig = Config['services'][number];

const usualTimeoutMs = 60_000;

/** Returns the function that plans the services of a cell. Reports a `when` that no cell meets at once. */
export function createServicePlanner(
  services: readonly ServiceConfig[],
  judged: Judged,
  baseDir: string,
  resolver: Resolver,
): (cell: Cell) => Readonly<Record<string, ServicePlan>> {
  const conditions = services.map(({ name, when }) => {
    if (when === undefined) return undefined;
    const selector = selectorOf(when);
    const problems = selectorProblems(selector, judged, ['services', name, 'when']);
    for (const { path, message, hint } of problems) resolver.report(path, message, hint);
    // A wrong condition must not hide what else is wrong with the service.
    return problems.length > 0 ? undefined : createMatcher(selector);
  });
  const asked = services.flatMap(({ when }) => Object.keys(when ?? {}));
  return oncePerValues(services, asked, (cell) =>
    Object.fromEntries(
      services
        .filter((_, index) => {
          const matches = conditions[index];
          return matches === undefined || matches(cell);
        })
        .map((service) => [service.name, planService(service, cell, baseDir, resolver)]),
    ),
  );
}

function planService(service: ServiceConfig, cell: Cell, baseDir: string, resolver: Resolver): ServicePlan {
  const path = ['services', service.name];
  const image = resolver.image(service.image, [...path, 'image'], cell);
  return {
    image,
    env: resolver.map(service.env, [...path, 'env'], cell),
    ...(service.command === undefined
      ? {}
      : { command: resolver.command(service.command, [...path, 'command'], cell) }),
    files: service.files.map((file, index) => {
      const named = resolver.filled(file.from, [...path, 'files', index, 'from'], cell);
      const from = resolve(baseDir, named);
      if (!existsSync(from)) {
        resolver.report(
          [...path, 'files', index, 'from'],
          `there is no file ${named}`,
          'files are relative to the matrix file',
        );
      }
      return { from, to: resolver.text(file.to, [...path, 'files', index, 'to'], cell) };
    }),
    tmpfs: absolutePaths(service.tmpfs, [...path, 'tmpfs'], cell, resolver),
    limits: service.limits,
    ready: planReady(service, image, cell, resolver),
  };
}

function absolutePaths(
  written: readonly string[],
  path: readonly string[],
  cell: Cell,
  resolver: Resolver,
): readonly string[] {
  return resolver.texts(written, path, cell).map((one, index) => {
    if (!one.startsWith('/'))
      resolver.report([...path, index], `"${one}" is no path in the container`, 'it begins with /');
    return one;
  });
}

function planReady(service: ServiceConfig, image: string, cell: Cell, resolver: Resolver): ReadyPlan {
  const { ready } = service;
  const timeoutMs = ready?.timeoutMs ?? usualTimeoutMs;
  const path = ['services', service.name, 'ready'];
  const asked: readonly Probe[] = [
    ...(ready?.log
      ? [{ kind: 'log', patterns: patternsFor(ready.log, [...path, 'log'], cell, resolver) } as const]
      : []),
    ...(ready?.tcp ? [{ kind: 'tcp', port: ready.tcp } as const] : []),
    ...(ready?.http
      ? [
          {
            kind: 'http',
            ...ready.http,
            path: resolver.text(ready.http.path, [...path, 'http', 'path'], cell),
          } as const,
        ]
      : []),
    ...(ready?.command
      ? [{ kind: 'command', command: resolver.command(ready.command, [...path, 'command'], cell) } as const]
      : []),
    ...(ready?.healthcheck ? [{ kind: 'healthcheck' } as const] : []),
  ];
  return { anyOf: asked.length > 0 ? asked : wellKnownProbes(image), timeoutMs };
}

/** Regular expressions whose expressions are resolved: a value can make one that is none. */
function patternsFor(
  patterns: readonly string[],
  path: readonly string[],
  cell: Cell,
  resolver: Resolver,
): readonly string[] {
  return resolver.texts(patterns, path, cell).map((pattern, index) => {
    if (!isPattern(pattern))
      resolver.report([...path, index], `"${pattern}" is no regular expression in the cell ${cell.id}`);
    return pattern;
  });
}
