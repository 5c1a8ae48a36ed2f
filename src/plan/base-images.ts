// Which images a Dockerfile is made from, and the same Dockerfile with each of them named by its digest. Of the language
// only that is read which can name an image: https://docs.docker.com/reference/dockerfile/

import type { BasePlan } from '../model/plan.ts';
import { withDigest } from './image-reference.ts';
import type { Lock } from './lock-file.ts';

/** A reference as it means with the arguments, and where in the text it is named. */
export type BaseImage = { readonly reference: string; readonly at: number; readonly length: number };

type Args = Readonly<Record<string, string>>;

/**
 * In the order of the text: of FROM, of COPY and ADD --from, and of RUN --mount=from. Stages of the file and `scratch`
 * are no images; what only the builder can tell (`FROM base-${TARGETARCH}`) is left out.
 */
export function baseImages(dockerfile: string, args: Args): readonly BaseImage[] {
  return namedImages(dockerfile, args).found;
}

/** `unclear`: as the text has those that only the builder can tell. */
function namedImages(dockerfile: string, args: Args): { readonly found: BaseImage[]; readonly unclear: string[] } {
  const found: BaseImage[] = [];
  const unclear: string[] = [];
  const stages = new Set<string>(['scratch']);
  const globals = new Map<string, string>();
  let hasStage = false;
  const add = (word: Word | undefined, reference: string | undefined) => {
    if (word && !reference) unclear.push(word.text);
    else if (word && reference && !stages.has(reference.toLowerCase()) && !/^\d+$/.test(reference))
      found.push({ reference, at: word.at, length: word.text.length });
  };
  for (const { name, words } of instructions(dockerfile)) {
    if (name === 'ARG' && !hasStage) {
      for (const { text } of words) {
        const [variable = '', ...rest] = text.split('=');
        const value = args[variable] ?? (rest.length > 0 ? filled(unquoted(rest.join('=')), globals) : undefined);
        if (value !== undefined) globals.set(variable, value);
      }
    } else if (name === 'FROM') {
      hasStage = true;
      const [image, as, stage] = words.filter(({ text }) => !text.startsWith('--'));
      add(image, image && filled(image.text, globals));
      if (as?.text.toUpperCase() === 'AS' && stage) stages.add(stage.text.toLowerCase());
    } else if (name === 'COPY' || name === 'ADD' || name === 'RUN') {
      for (const { text, at } of words.filter((word) => word.text.startsWith('--'))) {
        const match = /^--(?:from=|mount=(?:[^,]*,)*?from=)([^,]+)/.exec(text);
        const [whole = '', image = ''] = match ?? [];
        const isClear = !image.includes('$');
        if (match) add({ text: image, at: at + whole.length - image.length }, isClear ? image : undefined);
      }
    }
  }
  return { found, unclear };
}

/** What a plan tells of them: each once, with the digest that is locked for it, and what only the builder can tell. */
export function planBases(dockerfile: string, args: Args, lock: Lock): readonly BasePlan[] {
  const { found, unclear } = namedImages(dockerfile, args);
  const references = new Set([...found.map(({ reference }) => reference), ...unclear]);
  return [...references].map((reference) => {
    const locked = reference.includes('@') ? undefined : lock.get(reference);
    return { reference, ...(locked === undefined ? {} : { locked }) };
  });
}

/** The Dockerfile with what is locked by its digest; one that is named by a digest already stays. */
export function pinBases(dockerfile: string, args: Args, lock: Lock): string {
  let pinned = dockerfile;
  for (const { reference, at, length } of baseImages(dockerfile, args).toReversed()) {
    const digest = lock.get(reference);
    if (digest !== undefined && !reference.includes('@'))
      pinned = pinned.slice(0, at) + withDigest(reference, digest) + pinned.slice(at + length);
  }
  return pinned;
}

type Word = { readonly text: string; readonly at: number };
type Instruction = { readonly name: string; readonly words: readonly Word[] };

/** The instructions with their words; lines that go on in the next are one, and here-documents are passed over. */
function* instructions(dockerfile: string): Generator<Instruction> {
  const joint = /^(?:#[^\n]*\n)*#\s*escape\s*=\s*`/i.test(dockerfile) ? '`' : '\\';
  const lines = [...dockerfile.matchAll(/[^\n]*\n?/g)].map(({ 0: text, index }) => ({ text, index }));
  const isComment = (text: string) => /^\s*(?:#|$)/.test(text);
  for (let line = 0; line < lines.length; line++) {
    const { text: first, index: start } = lines[line] ?? { text: '', index: 0 };
    if (isComment(first)) continue;
    // Blanks in the place of what joins lines keep every word where it is in the text.
    let whole = '';
    for (let goesOn = true; goesOn && line < lines.length; line++) {
      const text = lines[line]?.text ?? '';
      if (whole !== '' && isComment(text)) whole += ' '.repeat(text.length);
      else {
        const body = text.trimEnd();
        goesOn = body.endsWith(joint);
        whole += (goesOn ? body.slice(0, -1) : body).padEnd(text.length);
      }
    }
    line--;
    const words = [...whole.matchAll(/\S+/g)].map(({ 0: text, index }) => ({ text, at: start + index }));
    const [name, ...rest] = words;
    if (!name) continue;
    const instruction = { name: name.text.toUpperCase(), words: rest };
    yield instruction;
    if (!/^(?:RUN|COPY|ADD)$/.test(instruction.name)) continue;
    for (const [, end] of whole.matchAll(/<<-?["']?([A-Za-z_]\w*)["']?/g)) {
      while (++line < lines.length && lines[line]?.text.trim() !== end);
    }
  }
}

/** With the values of variables; undefined where one has none. */
function filled(text: string, values: ReadonlyMap<string, string>): string | undefined {
  let isWhole = true;
  const replaced = text.replace(
    /\$(?:(\w+)|\{(\w+)(?:(:?[-+])([^}]*))?\})/g,
    (_, plain: string | undefined, braced = '', how: string | undefined, word = '') => {
      const value = values.get(plain ?? braced);
      const isSet = how?.startsWith(':') ? Boolean(value) : value !== undefined;
      if (how?.endsWith('-')) return isSet ? (value ?? '') : word;
      if (how?.endsWith('+')) return isSet ? word : '';
      if (value === undefined) isWhole = false;
      return value ?? '';
    },
  );
  return isWhole ? replaced : undefined;
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, '$2');
}
