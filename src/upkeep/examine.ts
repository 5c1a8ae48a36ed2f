// All checks over all facts: what would stop a run here, and what would stop it at once.

import { formatBytes } from '../report/bytes.ts';
import { checkAbsence, checkEngine } from './check-engine.ts';
import { checkRegistries } from './check-registries.ts';
import { checkCpus, checkEngineDisk, checkMemory, checkNetworks, checkRecord } from './check-room.ts';
import type { BuiltImages, Demand, EngineFindings, Facts, Known, LeftOvers, MatrixFileFacts } from './facts.ts';
import { isUnknown } from './facts.ts';
import { type Finding, findingsOf } from './finding.ts';

/** What was found out, judged: a finding or more for each check, in the order in which things are needed. */
export function examine({ versions, file, record, engine }: Facts): readonly Finding[] {
  const here = [
    findingsOf('matrix').ok(`${versions.matrix} on Node ${versions.node}`),
    checkFile(file),
    checkRecord(record),
  ];
  const demand = file.kind === 'planned' ? file.demand : undefined;
  return [...here, ...('engine' in engine ? onEngine(engine, demand) : [checkAbsence(engine)])];
}

function onEngine(found: EngineFindings, demand: Demand | undefined): readonly Finding[] {
  const { engine } = found;
  return [
    ...checkEngine(engine),
    checkEngineDisk(found.disk),
    ...(demand ? [checkCpus(demand, engine), checkMemory(demand, engine)] : []),
    checkNetworks(found.freeNetworks, demand?.jobs ?? 1),
    ...checkRegistries(found.registries),
    checkLeftOvers(found.leftOvers),
    checkImages(found.builtImages),
  ];
}

function checkFile(file: MatrixFileFacts): Finding {
  const { ok, fail } = findingsOf('file');
  switch (file.kind) {
    case 'none':
      return ok('no matrix file here: what a matrix would need is not looked at');
    case 'wrong':
      return fail(file.message, `${file.shownBy} shows where`);
    case 'planned':
      return ok(`${file.shown}, ${file.demand.cells} cells`);
  }
}

function checkLeftOvers(leftOvers: Known<LeftOvers>): Finding {
  const { ok, warn } = findingsOf('left over');
  if (isUnknown(leftOvers)) return warn(`what runs have left is not known: ${leftOvers.unknown}`, 'try it again');
  const { dead, keptCells } = leftOvers;
  if (dead.length > 0) return warn(`${dead.join(', ')} of dead runs`, 'matrix clean, or the next run');
  if (keptCells === 0) return ok('nothing');
  return ok(
    keptCells === 1
      ? 'a cell that was kept on purpose: matrix clean ends it'
      : `${keptCells} cells that were kept on purpose: matrix clean ends them`,
  );
}

function checkImages(images: Known<BuiltImages>): Finding {
  const { ok, warn } = findingsOf('images');
  if (isUnknown(images)) return warn(`which images were built is not known: ${images.unknown}`, 'try it again');
  return ok(`${images.count} built for runs, ${formatBytes(images.bytes)} with what they begin with`);
}
