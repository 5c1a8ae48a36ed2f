// Services as workflows and compose files write them, as a matrix file has them.

import type { DraftService, Entry } from './draft.ts';
import { type Json, listAt, recordAt, textAt } from './json-value.ts';

/** Undefined where it names no image. `rewrite` gives a text without what only its file knows, or undefined. */
export function serviceOf(
  name: string,
  plan: unknown,
  rewrite: (text: string) => string | undefined,
): DraftService | undefined {
  const image = rewrite(textAt(plan, 'image') ?? '');
  if (image === undefined || image === '') return undefined;
  const command = commandOf(plan);
  const health = healthOf(plan, image);
  return {
    name: serviceName(name),
    image,
    env: environmentOf(plan, rewrite),
    ...(command === undefined ? {} : { command }),
    ...(health === undefined ? {} : { ready: { command: health } }),
  };
}

/** As a host may be called. */
export function serviceName(name: string): string {
  const safe = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '')
    .slice(0, 60);
  return safe === '' ? 'service' : safe;
}

/** `localhost:5432` is the service whose port that is, since each has an address of its own here. */
export function withServiceHosts(env: Entry, services: readonly DraftService[]): Entry {
  const hostOf = (port: string | undefined) => services.find(({ image }) => usualPort(image) === port)?.name;
  const only = services.length === 1 ? services[0]?.name : undefined;
  return Object.fromEntries(
    Object.entries(env).map(([key, value]) => [
      key,
      value.replace(/\b(?:localhost|127\.0\.0\.1)(?::(\d+))?/g, (found, port?: string) => {
        const host = hostOf(port) ?? only;
        return host === undefined ? found : `${host}${port === undefined ? '' : `:${port}`}`;
      }),
    ]),
  );
}

const ports: Readonly<Record<string, string>> = {
  postgres: '5432',
  postgis: '5432',
  mysql: '3306',
  mariadb: '3306',
  redis: '6379',
  valkey: '6379',
  mongo: '27017',
  rabbitmq: '5672',
  memcached: '11211',
  elasticsearch: '9200',
};

function usualPort(image: string): string | undefined {
  const [name = ''] = image.replace(/^.*\//, '').split(/[:@]/);
  return ports[name];
}

/** Images that everybody uses need no word on when they are ready. */
function healthOf(plan: unknown, image: string): string | undefined {
  if (usualPort(image) !== undefined) return undefined;
  const [, quoted, bare] = /--health-cmd[= ](?:"([^"]*)"|(\S+))/.exec(textAt(plan, 'options') ?? '') ?? [];
  if (quoted !== undefined || bare !== undefined) return quoted ?? bare;
  const test = recordAt(plan, 'healthcheck').test;
  if (typeof test === 'string') return test;
  const [kind, ...words] = listAt(plan, 'healthcheck', 'test').map(String);
  return kind === 'CMD-SHELL' || kind === 'CMD' ? words.join(' ') : undefined;
}

function commandOf(plan: unknown): string | readonly string[] | undefined {
  const words = listAt(plan, 'command').map(String);
  if (words.length > 0) return words;
  // A text of compose is words that no shell sees; of quoting only the plain kind is understood.
  const text = textAt(plan, 'command');
  if (text === undefined || /[$\\`]/.test(text)) return undefined;
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|([^\s"']+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}

/** A map, or a list of `KEY=value`. */
function environmentOf(plan: unknown, rewrite: (text: string) => string | undefined): Entry {
  const listed = [...listAt(plan, 'environment'), ...listAt(plan, 'env')].flatMap((one): [string, unknown][] => {
    const [, key, value] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(String(one)) ?? [];
    return key === undefined ? [] : [[key, value]];
  });
  const mapped: Json = { ...recordAt(plan, 'environment'), ...recordAt(plan, 'env') };
  return Object.fromEntries(
    [...Object.entries(mapped), ...listed].flatMap(([key, value]) => {
      const text = typeof value === 'string' && /^[A-Za-z_]\w*$/.test(key) ? rewrite(value) : undefined;
      return text === undefined ? [] : [[key, text]];
    }),
  );
}
