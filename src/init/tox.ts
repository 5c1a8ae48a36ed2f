// tox's envlist: `py{39,310}-django{32,42}` is two axes; what is no full product is a list of cells.

import { parse } from 'smol-toml';
import type { DraftAxis, Entry, Finding } from './draft.ts';
import { listAt, textAt } from './json-value.ts';
import type { ProjectFiles } from './project-files.ts';

/** Undefined where no tox environment names a Python. */
export function toxFinding(files: ProjectFiles): Finding | undefined {
  const envlist = envlistOf(files);
  if (envlist === undefined) return undefined;
  const all = [...new Set(split(envlist.text).flatMap(expanded))];
  const tests = all.flatMap((name) => {
    const [first = '', ...rest] = name.split('-');
    const [, major, minor] = /^py(\d)\.?(\d+)$/.exec(first) ?? [];
    return major === undefined ? [] : [{ name, python: `${major}.${minor}`, factor: first, rest }];
  });
  if (tests.length === 0) return undefined;
  const others = all.filter((name) => !tests.some((test) => test.name === name));
  const python = [...new Set(tests.map((test) => test.python))];
  const factors = [...new Set(tests.map(({ rest }) => rest.join('-')))];
  const isProduct = tests.length === python.length * factors.length && !(factors.length > 1 && factors.includes(''));
  const why = `the environments of ${envlist.file}`;
  const axes: readonly DraftAxis[] = [
    { name: 'python', values: python, why },
    ...(factors.length > 1 ? [{ name: 'tox', values: factors, why }] : []),
  ];
  return {
    ...(isProduct
      ? { axes }
      : { axes: [], include: tests.map((test): Entry => ({ python: test.python, tox: test.name })) }),
    image: { kind: 'from', from: 'python:${{ matrix.python }}-slim', setup: ['pip install tox'] },
    test: { command: isProduct ? commandOf(factors) : 'tox -e ${{ matrix.tox }}', env: {}, secrets: [] },
    notes: [
      `python ${python.join(', ')}${factors.length > 1 ? ` with ${factors.filter(Boolean).join(', ')}` : ''}: ${why}`,
      ...(others.length > 0
        ? [`environments of ${envlist.file} that name no Python are left out: ${others.join(', ')}`]
        : []),
    ],
  };
}

/** tox's name of a Python has no dot in it, and an expression computes nothing: the shell leaves it out. */
function commandOf([first = '', ...more]: readonly string[]): string {
  const factor = more.length > 0 ? '-${{ matrix.tox }}' : first === '' ? '' : `-${first}`;
  return `tox -e "py$(echo \${{ matrix.python }} | tr -d .)${factor}"`;
}

function envlistOf(files: ProjectFiles): { readonly text: string; readonly file: string } | undefined {
  for (const file of ['tox.ini', 'setup.cfg']) {
    const section = file === 'tox.ini' ? 'tox' : 'tox:tox';
    const text = iniValue(files.read(file) ?? '', section, ['envlist', 'env_list']);
    if (text !== undefined) return { text, file };
  }
  const toml = files.read('pyproject.toml');
  if (toml === undefined) return undefined;
  try {
    const tox = parse(toml);
    const listed = listAt(tox, 'tool', 'tox', 'env_list').join(',');
    const legacy = iniValue(textAt(tox, 'tool', 'tox', 'legacy_tox_ini') ?? '', 'tox', ['envlist', 'env_list']);
    const text = listed || legacy;
    return text ? { text, file: 'pyproject.toml' } : undefined;
  } catch {
    return undefined;
  }
}

/** A value of an INI file with the lines that go on below it. */
function iniValue(text: string, section: string, keys: readonly string[]): string | undefined {
  let inside = false;
  let value: string | undefined;
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.replace(/\s*[#;].*$/, '');
    if (value !== undefined) {
      if (!/^\s/.test(line) && line !== '') return value;
      value += `,${line.trim()}`;
      continue;
    }
    const [, name] = /^\[(.+)\]\s*$/.exec(line) ?? [];
    if (name !== undefined) inside = name === section;
    const [, key, rest] = /^(\w+)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (inside && key !== undefined && keys.includes(key)) value = rest ?? '';
  }
  return value;
}

/** At commas that are not within braces. */
function split(text: string): readonly string[] {
  return text
    .split(/,(?![^{]*\})/)
    .map((part) => part.trim())
    .filter(Boolean);
}

/** As shells expand braces; bounded, since they multiply. */
function expanded(name: string): readonly string[] {
  let all = [name.replace(/\s/g, '')];
  while (all.some((one) => /\{[^{}]*\}/.test(one)) && all.length < 1_000) {
    all = all.flatMap((one) => {
      const [braces, inside = ''] = /\{([^{}]*)\}/.exec(one) ?? [];
      return braces === undefined ? [one] : inside.split(',').map((part) => one.replace(braces, () => part));
    });
  }
  return all.slice(0, 1_000);
}
