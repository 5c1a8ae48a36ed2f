// What the suite runs in: a Dockerfile of the project, or an image with something set up in it.

import * as z from 'zod';
import { acrossKeys } from './across-keys.ts';
import { filled, text } from './scalars.ts';

const dockerfileKeys = ['dockerfile', 'target', 'args'] as const;

export const image = z
  .strictObject(
    {
      context: text.default('.'),
      dockerfile: text.optional(),
      target: text.optional(),
      args: z.record(z.string(), text, { error: 'expected a map of build arguments to texts' }).optional(),
      from: filled.optional(),
      setup: z.array(filled, { error: 'expected a list of commands' }).optional(),
    },
    { error: 'expected a map with "from", or with "context" and "dockerfile"' },
  )
  .check(
    acrossKeys((map) => {
      if ('from' in map)
        return dockerfileKeys
          .filter((key) => key in map)
          .map((key) => ({ path: [key], message: `"${key}" goes with a Dockerfile, not with "from"` }));
      return 'setup' in map
        ? [{ path: ['setup'], message: '"setup" needs "from"; a Dockerfile has its own steps' }]
        : [];
    }),
  )
  .transform(({ context, dockerfile = 'Dockerfile', target, args = {}, from, setup = [] }) =>
    from === undefined
      ? { kind: 'dockerfile' as const, context, dockerfile, args, ...(target === undefined ? {} : { target }) }
      : { kind: 'from' as const, context, from, setup },
  );
