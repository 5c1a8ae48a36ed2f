// matrix up: the environment of one cell, booted and kept until it is ended from outside.

import { MatrixError } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import type { CellPlan } from '../model/plan.ts';
import type { ReadyImage } from '../run/engine.ts';
import { type Publishings, runUp } from '../run/up.ts';
import { type CellOfPlan, inCell } from './in-cell.ts';
import { preflight } from './preflight.ts';
import type { PublishWord } from './publish-flag.ts';
import { notice } from './terminal.ts';

export type UpOptions = {
  readonly publish: readonly PublishWord[];
  /** What runs where the suite would be. */
  readonly command: readonly string[];
};

/** How the place of the suite is called beside the services. */
const suite = 'test';

/** Boots it and returns the exit code: 130 or 143 once it is ended, or that of the command. Throws a MatrixError. */
export async function up(of: CellOfPlan, { publish, command }: UpOptions): Promise<number> {
  const { cell } = of;
  checkWords(cell, publish);
  return inCell(of, async (input, connection) => {
    await preflight(connection, input.engine, { cells: [cell] });
    return runUp({
      ...input,
      ...(command.length > 0 && { command }),
      onOutput(bytes) {
        process.stdout.write(bytes);
        return undefined;
      },
      publishing: (imageOf) => publishingsOf(cell, publish, imageOf, command.length > 0),
      onUp(published) {
        for (const { port, address } of published) notice(`[${cell.id}] port ${port} at ${address}`);
        notice(`[${cell.id}] is up; Ctrl-C ends all of it`);
      },
    });
  });
}

/** What can be told before anything is started. */
function checkWords({ id, services, test }: CellPlan, publish: readonly PublishWord[]): void {
  const names = [...Object.keys(services), suite];
  for (const { service } of publish) {
    if (service === undefined || names.includes(service)) continue;
    const near = nearest(service, names);
    throw new MatrixError('usage', `--publish: ${id} has no service "${service}"`, {
      hint: near ? `did you mean "${near}"?` : `it has ${names.join(', ')}`,
    });
  }
  if (publish.length > 0 && !test.internet)
    throw new MatrixError('usage', `--publish: the network of ${id} has no way out, and so none in`, {
      hint: 'its matrix file says internet: false',
    });
}

/** Which container each word means: the named one, else the only one that says it listens on that port. */
function publishingsOf(
  cell: CellPlan,
  words: readonly PublishWord[],
  imageOf: (key: string) => ReadyImage,
  hasCommand: boolean,
): Publishings {
  const images = new Map(Object.entries(cell.services).map(([name, { image }]) => [name, image]));
  if (!images.has(suite)) images.set(suite, cell.image);
  const exposing = (port: number) => [...images].filter(([, key]) => imageOf(key).exposes?.includes(port));
  const meant = ({ port, service }: PublishWord): string => {
    if (service !== undefined) return service;
    const names = exposing(port).map(([name]) => name);
    const [first, ...more] = names.length > 0 ? names : hasCommand ? [suite] : [];
    if (first !== undefined && more.length === 0) return first;
    const which = more.length > 0 ? `${names.join(' and ')} have` : 'nothing of this cell says that it has';
    const example = first ?? [...images.keys()][0];
    throw new MatrixError('usage', `--publish ${port}: ${which} this port`, {
      hint: `name the service that is meant, such as ${example}:${port}`,
    });
  };
  const byName = Map.groupBy(words, meant);
  const of = (name: string) => (byName.get(name) ?? []).map(({ port, at }) => ({ port, ...(at && { at }) }));
  return { services: of, app: suite in cell.services ? [] : of(suite) };
}
