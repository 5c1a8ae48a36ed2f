// What is looked at before every run: only what is certain to end it badly, so that nobody waits for that.

import { checkCpus, checkEngineDisk, checkRecord } from './check-room.ts';
import type { Demand, Disk, FoundEngine, Known, RecordFacts } from './facts.ts';
import type { Finding } from './finding.ts';

export type Preflight = {
  readonly engine: Pick<FoundEngine, 'cpus'>;
  readonly disk: Known<Disk>;
  readonly record: RecordFacts;
  readonly demand: Pick<Demand, 'largestCpus'>;
};

/** Why no run is to begin here; undefined where it may. */
export function refusalOf({ engine, disk, record, demand }: Preflight): Finding | undefined {
  const findings = [checkRecord(record), checkEngineDisk(disk), checkCpus(demand, engine)];
  return findings.find(({ level }) => level === 'fail');
}
