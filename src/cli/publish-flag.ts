// What --publish says: a port of a service, and where on this machine it is to be reached.

import { InvalidArgumentError } from 'commander';

/** `[HOST_PORT:][SERVICE:]PORT`. */
export type PublishWord = { readonly at?: number; readonly service?: string; readonly port: number };

/** All of the flags together. Throws what commander tells with the flag's name. */
export function publish(value: string, before: readonly PublishWord[] = []): readonly PublishWord[] {
  const [, at, service, port = ''] = /^(?:(\d+):)?(?:([A-Za-z_][\w.-]*):)?(\d+)$/.exec(value) ?? [];
  const numbers = [port, ...(at === undefined ? [] : [at])].map(Number);
  if (numbers.some((number) => number < 1 || number > 65_535))
    throw new InvalidArgumentError('Expected a port such as 5432, db:5432, 8080:80 or 8080:web:80.');
  return [
    ...before,
    {
      port: Number(port),
      ...(at === undefined ? {} : { at: Number(at) }),
      ...(service === undefined ? {} : { service }),
    },
  ];
}
