// What is looked at before every run, and before an environment is booted without a suite: only what is certain to end it badly, so that nobody waits for that.

import { checkCpus, checkEngineDisk, checkRecord } from './check-room.ts';
import type { Demand, Disk, FoundEngine, Known, RecordFacts } from './facts.ts';
import type { Finding } from './finding.ts';

export type Preflight = {
  readonly engine: Pick<FoundEngine, 'cpus'>;
  readonly disk: Known<Disk>;
  /** Undefined where nothing is recorded. */
  readonly record: RecordFacts | undefined;
  readonly demand: Pick<Demand, 'largestCpus'>;
};

/** Why nothing is to begin here; undefined where it may. */
export function refusalOf({ engine, disk, record, demand }: Preflight): Finding | undefined {
  const findings = [...(record ? [checkRecord(record)] : []), checkEngineDisk(disk), checkCpus(demand, engine)];
  return findings.find(({ level }) => level === 'fail');
}
