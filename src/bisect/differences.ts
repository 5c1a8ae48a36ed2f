// What is not the same in two environments: their images by name, digest and what they set, and what the plan says.

import type { CellPlan, ImagePlan } from '../model/plan.ts';
import type { Summary } from '../model/summary.ts';

export type Difference = {
  /** `image`, `NODE_VERSION of the image`, `digest of db`. */
  readonly what: string;
  /** Undefined: it has none. */
  readonly before: string | undefined;
  readonly first: string | undefined;
};

/** The run of a cell, and what its images set. */
export type Side = {
  readonly summary: Summary;
  readonly cell: CellPlan;
  readonly environmentOf: (imageId: string) => ReadonlyMap<string, string>;
};

/** Names of the environment of an image that say nothing of what is in it. */
const saysNothing = new Set(['PATH', 'HOME', 'HOSTNAME', 'TERM']);

/** Those of the facts of both that differ, in the order in which they are known. */
export function differences(before: Side, first: Side): readonly Difference[] {
  const [older, newer] = [factsOf(before), factsOf(first)];
  return [...new Set([...older.keys(), ...newer.keys()])].flatMap((what) => {
    const [one, other] = [older.get(what), newer.get(what)];
    return one === other ? [] : [{ what, before: one, first: other }];
  });
}

function factsOf({ summary, cell, environmentOf }: Side): ReadonlyMap<string, string> {
  const facts = new Map<string, string>();
  const tell = (role: string, key: string) => {
    const found = summary.images.find(({ image }) => image.key === key);
    if (!found) return;
    const { image, id, digest } = found;
    facts.set(role, referenceOf(image));
    facts.set(`${digest === undefined ? 'id' : 'digest'} of ${role}`, digest?.replace(/^.*@/, '') ?? id ?? '');
    if (image.kind === 'build')
      for (const [name, value] of Object.entries(image.args)) facts.set(`build argument ${name}`, value);
    const environment = id === undefined ? [] : environmentOf(id);
    for (const [name, value] of environment) if (!saysNothing.has(name)) facts.set(`${name} of ${role}`, value);
  };
  tell('the image', cell.image);
  for (const [name, { image, env }] of Object.entries(cell.services)) {
    tell(name, image);
    for (const [variable, value] of Object.entries(env)) facts.set(`${variable} given to ${name}`, value);
  }
  for (const [name, value] of Object.entries(cell.test.env)) facts.set(`${name} given to the suite`, value);
  facts.set('command', cell.test.command.join(' '));
  return facts;
}

/** What a built image begins with is what people know it by. */
function referenceOf(image: ImagePlan): string {
  if (image.kind === 'pull') return image.key;
  const bases = [...image.dockerfile.matchAll(/^\s*FROM\s+(?:--\S+\s+)*(\S+)/gim)].map(([, base = '']) => base);
  return `built from ${bases.join(', ')}`;
}
