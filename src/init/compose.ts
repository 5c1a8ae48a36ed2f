// A compose file: the services that are pulled. What is built there is the project itself.

import { createSourceText } from '../config/source-text.ts';
import { readYaml } from '../config/yaml-tree.ts';
import type { DraftService, Finding } from './draft.ts';
import { record, recordAt, textAt } from './json-value.ts';
import type { ProjectFiles } from './project-files.ts';
import { serviceOf, withServiceHosts } from './service-of.ts';

const names = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/** Its services and, of what is built, the environment; undefined where there is no compose file with services. */
export function composeFinding(files: ProjectFiles): Finding | undefined {
  const file = names.find((name) => files.read(name) !== undefined);
  if (file === undefined) return undefined;
  const services = recordAt(record(readYaml(createSourceText(file, files.read(file) ?? '')).root.value), 'services');
  const notes: string[] = [];
  const found: DraftService[] = [];
  let env = {};
  for (const [name, plan] of Object.entries(services)) {
    const service = record(plan)?.build === undefined ? serviceOf(name, plan, interpolated) : undefined;
    if (service) found.push(service);
    else {
      notes.push(`${name} of ${file} is built there: it is taken for the project itself, and left out of the services`);
      env = {
        ...env,
        ...serviceOf(name, { ...record(plan), image: textAt(plan, 'image') ?? 'built' }, interpolated)?.env,
      };
    }
  }
  if (found.length === 0) return undefined;
  notes.unshift(`${found.map(({ name, image }) => `${name} (${image})`).join(', ')}: services of ${file}`);
  return {
    services: found,
    test: { command: '', env: withServiceHosts(env, found), secrets: [] },
    notes,
  };
}

/** `${NAME:-default}` is its default; undefined where a variable has none. */
function interpolated(text: string): string | undefined {
  let isKnown = true;
  const filled = text.replace(/\$\{(\w+)(?::?-([^}]*))?\}|\$(\w+)/g, (_, __, fallback?: string) => {
    if (fallback === undefined) isKnown = false;
    return fallback ?? '';
  });
  return isKnown ? filled.replaceAll('$$', '$') : undefined;
}
