// Whether the images that are not there yet can be had.

import type { Known, RegistryFacts } from './facts.ts';
import { isUnknown } from './facts.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warn, fail } = findingsOf('registry');

export function checkRegistries(registries: Known<readonly RegistryFacts[]>): readonly Finding[] {
  if (isUnknown(registries)) return [warn(`no registry was asked: ${registries.unknown}`, 'try it again')];
  return registries.flatMap((registry) => [...helper(registry), answer(registry)]);
}

function helper({ host, missingHelper }: RegistryFacts): readonly Finding[] {
  if (missingHelper === undefined) return [];
  const fix = `install ${missingHelper}, or take it out of Docker's config.json`;
  return [
    fail(`Docker's config.json leaves the password of ${host} to ${missingHelper}, which is not on the PATH`, fix),
  ];
}

function answer({ host, asked, answer: got, isSpare }: RegistryFacts): Finding {
  if (got === 'has it') return ok(`${host} answers (asked for ${asked})`);
  if (isSpare) {
    const why = got === 'lacks it' ? `lacks ${asked}` : `could not be asked for ${asked} (${got.trouble})`;
    return warn(`${host} ${why}; all that is needed of it is on the engine`, fixFor(host, got));
  }
  if (got === 'lacks it') return fail(`${host} has no ${asked}`, 'mend its name in the matrix file or the Dockerfile');
  return fail(`${host} could not be asked for ${asked} (${got.trouble})`, fixFor(host, got));
}

function fixFor(host: string, got: RegistryFacts['answer']): string {
  const trouble = typeof got === 'string' ? '' : got.trouble;
  if (/toomanyrequests|429|rate limit/i.test(trouble)) return `wait, or log in: docker login ${host}`;
  if (/unauthorized|denied|authentication|401|403/i.test(trouble)) return `docker login ${host}`;
  return 'mend the network, a proxy of the engine, or a mirror in its configuration';
}
