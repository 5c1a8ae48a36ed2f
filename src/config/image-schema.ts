// What the suite runs in: a Dockerfile of the project, or an image with something set up in it.

import * as z from 'zod';
import { acrossKeys } from './across-keys.ts';
import { filled, text } from './scalars.ts';

const dockerfileKeys = ['dockerfile', 'target', 'args'] as const;

export const image = z
  .strictObject(
    {
      context: text.default('.').describe('The folder that is sent to the builder, relative to the matrix file.'),
      dockerfile: text.optional().describe('Relative to the context; Dockerfile unless given.'),
      target: text.optional().describe('The stage to build.'),
      args: z
        .record(z.string(), text, { error: 'expected a map of build arguments to texts' })
        .optional()
        .describe('Build arguments: { NODE_VERSION: "${{ matrix.node }}" }.'),
      from: filled.optional().describe('Instead of a Dockerfile: the base image.'),
      setup: z
        .array(filled, { error: 'expected a list of commands' })
        .optional()
        .describe('Commands that run before the rest of the source is copied, such as npm ci.'),
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
