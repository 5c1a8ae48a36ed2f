import { createHash } from 'node:crypto';
import type { CellPlan, Plan, ServiceName, ServicePlan } from './plan.ts';

/**
 * Sixteen hexadecimal digits over all that a plan tests: the cells, their images, whose keys are made of the sources, and
 * what runs in them. Two machines that plan the same get the same: paths and the values of variables, which may be each
 * machine's own, are left out, and so is how many cells run at once.
 */
export function planDigest({ name, cells }: Plan): string {
  const hash = createHash('sha256').update(JSON.stringify(name));
  for (const cell of cells) hash.update(JSON.stringify(essence(cell)));
  return hash.digest('hex').slice(0, 16);
}

function essence({ services, test, ...cell }: CellPlan) {
  const each = Object.entries(services).map(([name, service]): [ServiceName, object] => [
    name,
    serviceEssence(service),
  ]);
  const { source, ...suite } = test;
  const mounted = source && { to: source.to, digest: source.digest };
  return { ...cell, services: each, test: { ...suite, env: Object.keys(test.env), ...(mounted && { mounted }) } };
}

function serviceEssence({ env, files, ...service }: ServicePlan) {
  return { ...service, env: Object.keys(env), files: files.map(({ to }) => to) };
}
