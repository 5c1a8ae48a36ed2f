// What is done to a run, and when. Drawn from a seed, so that the seed alone means all of it.

import type { Random } from '../../src/matrix/cover/random.ts';
import { type ApiFault, hows } from './engine-proxy.ts';
import { type RegistryFault, registryHows } from './image-registry.ts';
import type { MatrixWish, RandomMatrix } from './random-matrix.ts';

/** After the event of that number, those of progress not counted (0: when the process starts), and a while more. */
export type Moment = { readonly event: number; readonly jitterMs: number };

export type Fault =
  | { readonly kind: 'none' }
  | { readonly kind: 'signal'; readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGKILL'; readonly moment: Moment }
  | { readonly kind: 'interrupted-twice'; readonly pauseMs: number; readonly moment: Moment }
  | { readonly kind: 'stopped'; readonly ms: number; readonly moment: Moment }
  | {
      readonly kind: 'container';
      readonly does: 'removed' | 'killed';
      readonly role: 'test' | 'service';
      readonly moment: Moment;
    }
  | { readonly kind: 'network'; readonly does: 'removed' | 'disconnected'; readonly moment: Moment }
  | { readonly kind: 'engine-api'; readonly fault: ApiFault }
  | { readonly kind: 'registry'; readonly fault: RegistryFault }
  | { readonly kind: 'disk-full'; readonly kibibytes: number }
  | { readonly kind: 'record-removed'; readonly moment: Moment }
  | { readonly kind: 'output-closed'; readonly moment: Moment };

export const faultKinds = [
  'none',
  'signal',
  'interrupted-twice',
  'stopped',
  'container',
  'network',
  'engine-api',
  'registry',
  'disk-full',
  'record-removed',
  'output-closed',
] as const satisfies readonly Fault['kind'][];
export type FaultKind = Fault['kind'];

/** How often which: the engine's API can fail in more ways than all the rest. */
const weights: Readonly<Record<FaultKind, number>> = {
  none: 2,
  signal: 8,
  'interrupted-twice': 2,
  stopped: 2,
  container: 5,
  network: 4,
  'engine-api': 14,
  registry: 4,
  'disk-full': 2,
  'record-removed': 2,
  'output-closed': 2,
};

export function drawKind(random: Random): FaultKind {
  const tickets = faultKinds.flatMap((kind) => Array.from({ length: weights[kind] }, () => kind));
  return tickets[random(tickets.length)] ?? 'none';
}

/** What the matrix has to be for the fault to have something to meet. */
export function wishOf(kind: FaultKind, role: 'test' | 'service'): Partial<MatrixWish> {
  if (kind === 'container') return { lasting: true, withService: role === 'service' };
  if (kind === 'network') return { lasting: true };
  if (kind === 'engine-api') return { withImage: true };
  return {};
}

export function drawFault(kind: FaultKind, role: 'test' | 'service', matrix: RandomMatrix, random: Random): Fault {
  const moment = { event: random(matrix.events), jitterMs: random(500) };
  switch (kind) {
    case 'none':
      return { kind };
    case 'signal':
      return { kind, signal: pick(random, ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL', 'SIGKILL']), moment };
    case 'interrupted-twice':
      return { kind, pauseMs: random(300), moment };
    case 'stopped':
      return { kind, ms: 500 + random(2_000), moment };
    case 'container':
      return { kind, does: pick(random, ['removed', 'killed']), role, moment };
    case 'network':
      return { kind, does: pick(random, ['removed', 'disconnected']), moment };
    case 'engine-api':
      return { kind, fault: drawApiFault(matrix, random) };
    case 'registry':
      return {
        kind,
        fault: { at: 1 + random(6), count: pick(random, [1, 1, 2, 100]), how: pick(random, registryHows) },
      };
    case 'disk-full':
      return { kind, kibibytes: 16 * (1 + random(16)) };
    case 'record-removed':
      return { kind, moment: { ...moment, event: 1 + random(matrix.events - 1) } };
    case 'output-closed':
      return { kind, moment: { ...moment, event: 1 + random(matrix.events - 1) } };
  }
}

function drawApiFault(matrix: RandomMatrix, random: Random): ApiFault {
  const at = 1 + random(matrix.requests);
  if (random(8) === 0) return { at, outageMs: 500 + random(4_000) };
  return { at, count: pick(random, [1, 1, 1, 2]), how: pick(random, hows) };
}

function pick<T>(random: Random, [first, ...rest]: readonly [T, ...T[]] | readonly T[]): T {
  const all = [first, ...rest] as readonly T[];
  return all[random(all.length)] as T;
}

/** For a line of output: `SIGTERM after event 4 + 120 ms`. */
export function describe(fault: Fault): string {
  const at = 'moment' in fault ? ` after event ${fault.moment.event} + ${fault.moment.jitterMs} ms` : '';
  switch (fault.kind) {
    case 'none':
      return 'nothing';
    case 'signal':
      return `${fault.signal}${at}`;
    case 'interrupted-twice':
      return `SIGINT twice, ${fault.pauseMs} ms apart,${at}`;
    case 'stopped':
      return `SIGSTOP for ${fault.ms} ms${at}`;
    case 'container':
      return `${fault.role} container ${fault.does}${at}`;
    case 'network':
      return `network ${fault.does}${at}`;
    case 'engine-api':
      return 'how' in fault.fault
        ? `engine API ${fault.fault.how} from request ${fault.fault.at}, ${fault.fault.count} times`
        : `engine API out for ${fault.fault.outageMs} ms from request ${fault.fault.at}`;
    case 'registry':
      return `registry ${fault.fault.how} from request ${fault.fault.at}, ${fault.fault.count} times`;
    case 'disk-full':
      return `disk full but for ${fault.kibibytes} KiB`;
    case 'record-removed':
      return `.matrix removed${at}`;
    case 'output-closed':
      return `reader of the output gone${at}`;
  }
}
