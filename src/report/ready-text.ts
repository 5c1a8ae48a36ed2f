import type { Probe, ReadyPlan } from '../model/plan.ts';
import { formatLimit } from './duration.ts';
import { printable } from './printable.ts';

/** When a service counts as ready: `tcp 5432 or log "ready", within 1m00s`. */
export function readyText({ anyOf, timeoutMs }: ReadyPlan): string {
  return `${anyOf.map(probeText).join(' or ')}, within ${formatLimit(timeoutMs)}`;
}

function probeText(probe: Probe): string {
  switch (probe.kind) {
    case 'log':
      return `log ${probe.patterns.map((pattern) => JSON.stringify(printable(pattern))).join(' then ')}`;
    case 'tcp':
      return `tcp ${probe.port}`;
    case 'http':
      return `http :${probe.port}${printable(probe.path)}${probe.status === undefined ? '' : ` = ${probe.status}`}`;
    case 'command':
      return `command ${printable(probe.command.join(' '))}`;
    case 'healthcheck':
      return 'its healthcheck';
    case 'image-default':
      return 'as its image says';
  }
}
