// A Dockerfile that takes its version as an argument: ARG NODE_VERSION=20, FROM node:${NODE_VERSION}.

import type { Finding } from './draft.ts';
import type { ProjectFiles } from './project-files.ts';

/** Undefined where there is no Dockerfile whose base image an argument chooses. */
export function dockerfileFinding(files: ProjectFiles, axis: string): Finding | undefined {
  const text = files.read('Dockerfile');
  if (text === undefined) return undefined;
  const declared = new Set([...text.matchAll(/^\s*ARG\s+(\w+)/gim)].map(([, name = '']) => name));
  const chosen = [...text.matchAll(/^\s*FROM\s+(?:--\S+\s+)?(\S+)/gim)]
    .flatMap(([, image = '']) => [...image.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name))
    .find((name) => declared.has(name) && /version|tag/i.test(name));
  if (chosen === undefined)
    return {
      notes: [
        'the Dockerfile takes no version as an argument, and is not used: ARG NODE_VERSION and FROM node:${NODE_VERSION} would do',
      ],
    };
  const [, target] = /^\s*FROM\s.+\sAS\s+(test|tests|testing|dev|development)\s*$/im.exec(text) ?? [];
  return {
    image: {
      kind: 'dockerfile',
      file: 'Dockerfile',
      args: { [chosen]: `\${{ matrix.${axis} }}` },
      ...(target === undefined ? {} : { target }),
    },
    notes: [`the image is built by the Dockerfile, with ${chosen} as its argument`],
  };
}
