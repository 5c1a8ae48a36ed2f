// A suite that tells its secrets in every way it can think of, and a search for them in all that is kept and shown.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/docker/connect.ts';
import { matrix, start } from './command.ts';
import { leavesNothing, testEngine } from './engine.ts';
import { inTerminal } from './in-terminal.ts';
import { project } from './project.ts';

const secrets = {
  TOKEN: `tk/9+x&Zq<"7'é$w`,
  // One is the beginning of the other.
  SHORT: 'hunter2-Kq',
  LONG: 'hunter2-Kq-and-then-some-more',
  KEY: '-----BEGIN KEY-----\nMIIEowIBAAKCAQEA7bq5\nu1SPlyZ0Qd0w+fyXb/==\n-----END KEY-----\n',
};

const suite = `
const fs = require('node:fs');
const net = require('node:net');
const names = ['TOKEN', 'LONG', 'SHORT', 'KEY'];
const xml = (s) => s.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
const base64 = (s) => Buffer.from(s).toString('base64');
const forms = (s) => [
  s, JSON.stringify({ s }), encodeURIComponent(s), new URLSearchParams({ s }).toString(), xml(s),
  base64(s), base64(s + '\\n'), base64('u:' + s), base64('us:' + s + '@host'), base64('user:' + s + '@host'),
  Buffer.from('x' + s).toString('base64url'), Buffer.from(s).toString('hex'),
  "'" + s.replaceAll("'", "'\\\\''") + "'", s.split('\\n').join(' | '),
];
const all = names.flatMap((name) => forms(process.env[name]).map((form) => name + ' is ' + form + ' there')).join('\\n');
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
(async () => {
  process.stdout.write(all + '\\n');
  for (const name of names)
    for (const byte of Buffer.from(process.env[name])) {
      fs.writeSync(1, Buffer.of(byte));
      await sleep(2);
    }
  fs.mkdirSync('reports');
  fs.mkdirSync('kept');
  const file = (name) => encodeURIComponent(process.env[name]).slice(0, 200);
  for (const name of names) {
    fs.writeFileSync('kept/' + file(name) + '.txt', all);
    fs.writeFileSync('kept/' + base64(process.env[name]).replaceAll('/', '_').slice(0, 200), 'x');
  }
  fs.writeFileSync('kept/env.json', JSON.stringify(process.env, undefined, 2));
  const cases = names.map((name) => '<testcase name="' + xml(process.env[name]) + '"><failure message="' +
    xml(process.env[name]) + '">' + xml(all) + '</failure></testcase>');
  fs.writeFileSync('reports/junit.xml', '<testsuite>' + cases.join('') + '</testsuite>');
  const socket = net.connect(8080, 'ear');
  socket.end(all + '\\n');
  await new Promise((resolve) => socket.on('close', resolve));
  console.error('AssertionError: expected ' + process.env.LONG + ' to be ' + process.env.TOKEN);
  process.exit(1);
})();
`;

const ear =
  "require('net').createServer((socket) => socket.on('end', () => socket.end()).pipe(process.stdout, { end: false })).listen(8080)";

const file = `
name: leak
axes: { n: [1] }
image: { from: node:20-slim }
services:
  ear:
    image: node:20-slim
    command: [node, -e, ${JSON.stringify(ear)}]
    ready: { tcp: 8080 }
test:
  command: node leak.js
  secrets: [TOKEN, SHORT, LONG, KEY]
  results: reports/*.xml
  artifacts: ["kept/**"]
  retries: 1
`;

let connection: Connection;
beforeAll(async () => {
  connection = await testEngine();
});

/** All that tells the secret, or a good part of it, whoever encoded it and whatever stood before and after it. */
function needlesOf(secret: string): readonly string[] {
  const lines = secret.split('\n').filter((line) => line.length >= 4 && !line.startsWith('-----'));
  return lines.flatMap((line) => {
    const bytes = Buffer.from(line);
    const within = [0, 1, 2].map((before) => {
      const letters = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
      return letters.slice(before === 0 ? 0 : before + 1, Math.floor(((before + bytes.length) * 8) / 6));
    });
    return [
      line,
      encodeURIComponent(line),
      JSON.stringify(line).slice(1, -1),
      line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
      bytes.toString('hex'),
      ...within,
      ...within.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    ];
  });
}

const needles = new Set(Object.values(secrets).flatMap(needlesOf));

function toldBy(text: string): readonly string[] {
  return [...needles].filter((needle) => text.includes(needle));
}

/** The names and the contents of all files below a folder. */
function filesBelow(folder: string): ReadonlyMap<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name));
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
}

test('what is searched for is what the suite tells', () => {
  for (const needle of [secrets.TOKEN, 'hunter2-Kq', 'u1SPlyZ0Qd0w+fyXb/=='])
    expect(toldBy(`x${needle}x`)).toContain(needle);
  expect(toldBy(Buffer.from(`user:${secrets.LONG}@host`).toString('base64'))).toHaveLength(2);
});

test('no secret is in any file of the record, in any report, or on any screen', async () => {
  const { folder } = project({ 'matrix.yml': file, 'leak.js': suite });
  const env = { ...secrets, GITHUB_ACTIONS: '' };
  await leavesNothing(connection, async () => {
    const reports = (when: string) =>
      ['json', 'junit', 'html', 'markdown'].flatMap((kind) => [`--${kind}`, join(folder, `out/${when}.${kind}`)]);
    const run = await start(['run', '--reporter', 'github', ...reports('run')], { cwd: folder, env }).ended;
    expect(run.code, run.stdout + run.stderr).toBe(1);
    const report = await matrix(['report', ...reports('report')], { cwd: folder });
    const logs = await matrix(['logs', 'n=1'], { cwd: folder });
    const heard = await matrix(['logs', 'n=1', 'ear'], { cwd: folder });
    const plan = await matrix(['plan', '--json'], { cwd: folder, env });

    Object.assign(process.env, secrets);
    const terminal = inTerminal(['run', '--retries', '0'], 120, 40, folder);
    for (const name of Object.keys(secrets)) delete process.env[name];
    expect(await terminal.ended).toBe(1);

    const shown = { run, report, logs, heard, plan };
    for (const [what, { stdout, stderr }] of Object.entries(shown))
      expect({ what, told: toldBy(stdout + stderr) }).toEqual({ what, told: [] });
    expect(toldBy(terminal.raw() + terminal.lines().join('\n'))).toEqual([]);
    expect(run.stdout).toContain('expected *** to be ***');
    expect(logs.stdout).toMatch(/TOKEN is \*\*\* there/);
    expect(heard.stdout).toMatch(/KEY is \*\*\* there/);

    const kept = new Map([...filesBelow(join(folder, '.matrix')), ...filesBelow(join(folder, 'out'))]);
    for (const [path, text] of kept)
      expect({ path, told: [...toldBy(path), ...toldBy(text)] }).toEqual({ path, told: [] });
    const names = [...kept.keys()].map((path) => path.replace(/^runs\/[^/]+\//, ''));
    expect(names).toEqual(
      expect.arrayContaining(['plan.json', 'events.ndjson', 'run.json', 'run.html', 'report.junit']),
    );
    const telling = ['events.ndjson', 'run.json', 'run.html', 'run.junit', 'run.markdown', 'report.json'];
    const collected = ['results/reports/junit.xml', 'results.attempt-1/reports/junit.xml', 'artifacts/kept/env.json'];
    for (const name of [...telling, ...collected, 'test.log', 'test.attempt-2.log', 'services/ear.log'])
      expect({ name, masks: [...kept].some(([path, text]) => path.endsWith(name) && text.includes('***')) }).toEqual({
        name,
        masks: true,
      });
  });
});
