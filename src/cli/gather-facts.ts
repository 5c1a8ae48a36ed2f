// Looks at this machine, at its engine and at the registries, all at once and each with a deadline of its own.

import { findBuiltImages, roomOfBuilt } from '../docker/built-images.ts';
import { type Connection, connect } from '../docker/connect.ts';
import { namedAddress, usualSocket } from '../docker/engine-address.ts';
import { examineEngine, freeNetworks } from '../docker/examine-engine.ts';
import { findOwned } from '../docker/leftovers.ts';
import { MatrixError } from '../errors.ts';
import type { Plan } from '../model/plan.ts';
import { shellWord } from '../report/shell-word.ts';
import { autoJobs } from '../run/run.ts';
import { demandOf } from '../upkeep/demand.ts';
import type { AbsentEngine, BuiltImages, Facts, LeftOvers, MatrixFileFacts } from '../upkeep/facts.ts';
import { findMatrixFile } from './find-matrix-file.ts';
import { loadPlan } from './load-plan.ts';
import { ownerState } from './owner.ts';
import { recordFacts } from './record-facts.ts';
import { registryFacts } from './registry-facts.ts';
import { within } from './within.ts';

/** An engine that has as much to do as it can still answers in this time; a registry may be far away. */
const patience = { engineMs: 5_000, registryMs: 10_000 };

type Loaded = { readonly plan: Plan; readonly shown: string; readonly root: string };
type NotLoaded = Exclude<MatrixFileFacts, { readonly kind: 'planned' }>;

/** Everything that the checks look at. Throws a MatrixError only where the file that is named is not there. */
export async function gatherFacts(file: string | undefined, version: string): Promise<Facts> {
  const [loaded, connected] = await Promise.all([load(file), reach()]);
  const plan = 'plan' in loaded ? loaded.plan : undefined;
  const [record, engine] = await Promise.all([
    recordFacts('plan' in loaded ? loaded.root : process.cwd()),
    'message' in connected ? connected : engineFindings(connected, plan),
  ]);
  return {
    versions: { matrix: version, node: process.versions.node },
    file: 'plan' in loaded ? planned(loaded, engine) : loaded,
    record,
    engine,
  };
}

async function load(file: string | undefined): Promise<Loaded | NotLoaded> {
  const found = await findMatrixFile(file, process.cwd()).catch((error: unknown) => {
    if (file === undefined && error instanceof MatrixError) return undefined;
    throw error;
  });
  if (!found) return { kind: 'none' };
  try {
    const { plan } = await loadPlan({ file, only: [], except: [], extraArgs: [], overrides: {} });
    return { plan, shown: found.shown, root: found.projectRoot };
  } catch (error) {
    if (!(error instanceof MatrixError)) throw error;
    const shownBy = file === undefined ? 'matrix plan' : `matrix plan ${shellWord(file)}`;
    return { kind: 'wrong', message: error.message, shownBy };
  }
}

function planned({ plan, shown }: Loaded, engine: Facts['engine']): MatrixFileFacts {
  const jobs = plan.run.jobs === 'auto' ? ('engine' in engine ? autoJobs(plan, engine.engine) : 1) : plan.run.jobs;
  return { kind: 'planned', shown, demand: demandOf(plan, jobs) };
}

async function reach(): Promise<Connection | AbsentEngine> {
  try {
    const connected = await within(patience.engineMs, connect(process.env).catch(absence));
    if (!('unknown' in connected)) return connected;
    const address = (await namedAddress(process.env)) ?? usualSocket;
    return absent(`The container engine at ${address} does not answer: ${connected.unknown}`);
  } catch (error) {
    return absence(error);
  }
}

function absence(error: unknown): AbsentEngine {
  if (!(error instanceof MatrixError)) throw error;
  return absent(error.message, error.hint);
}

function absent(
  message: string,
  hint = 'start Docker or Podman, or set DOCKER_HOST to where one listens',
): AbsentEngine {
  return { message, hint, isForbidden: /\b(?:EACCES|EPERM|permission denied)\b/i.test(message) };
}

async function engineFindings(connection: Connection, plan: Plan | undefined): Promise<Facts['engine']> {
  const { docker, address } = connection;
  const known = <T>(asked: Promise<T>) => within(patience.engineMs, asked);
  const [examined, free, leftOvers, builtImages, registries, foundBy] = await Promise.all([
    known(examineEngine(connection, Date.now)),
    known(freeNetworks(connection)),
    known(findLeftOvers(docker)),
    known(countBuilt(docker)),
    plan ? within(patience.registryMs, registryFacts(docker, plan)) : [],
    howFound(address),
  ]);
  if ('unknown' in examined) return absent(`The container engine at ${address} answers, but ${examined.unknown}`);
  const { engine, disk } = examined;
  return { engine: { ...engine, foundBy }, disk, freeNetworks: free, leftOvers, builtImages, registries };
}

async function howFound(address: string): Promise<string> {
  if (process.env.DOCKER_HOST) return 'DOCKER_HOST';
  if (await namedAddress(process.env)) return 'the Docker context';
  return address === usualSocket ? 'the usual socket' : 'found by looking';
}

async function findLeftOvers(docker: Connection['docker']): Promise<LeftOvers> {
  const dead = (await findOwned(docker)).filter(({ owner }) => ownerState(owner) === 'dead');
  const kinds = Map.groupBy(
    dead.filter(({ kept }) => !kept),
    ({ kind }) => kind,
  );
  return {
    dead: [...kinds].map(([kind, { length }]) => `${length} ${kind}${length === 1 ? '' : 's'}`),
    keptCells: new Set(dead.filter(({ kept }) => kept).map(({ owner, cell }) => JSON.stringify([owner.run, cell])))
      .size,
  };
}

async function countBuilt(docker: Connection['docker']): Promise<BuiltImages> {
  const images = await findBuiltImages(docker);
  return { count: images.length, bytes: await roomOfBuilt(docker, images) };
}
