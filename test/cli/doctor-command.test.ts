import { expect, test } from 'vitest';
import { findingsText } from '../../src/cli/doctor-command.ts';
import type { Finding } from '../../src/upkeep/finding.ts';

const ok: Finding = { check: 'engine', level: 'ok', text: 'Docker Engine' };
const warn: Finding = { check: 'left over', level: 'warn', text: '2 containers', fix: 'matrix clean' };
const fail: Finding = { check: 'disk', level: 'fail', text: 'Only 1 B', fix: 'a larger disk' };

test('a line a finding, and its fix below it', () => {
  expect(findingsText([ok, warn, fail], { colour: false })).toMatchInlineSnapshot(`
    "ok    engine     Docker Engine
    warn  left over  2 containers
                     fix: matrix clean
    fail  disk       Only 1 B
                     fix: a larger disk

    One thing would stop a run here; 1 warning.
    "
  `);
});

test.each([
  [[ok], 'Nothing stops a run here.'],
  [[ok, warn, warn], 'Nothing stops a run here; 2 warnings.'],
  [[fail, fail], '2 things would stop a run here.'],
])('the verdict', (findings, verdict) => {
  expect(findingsText(findings, { colour: false }).trimEnd().split('\n').at(-1)).toBe(verdict);
});

test('colours', () => {
  expect(findingsText([fail], { colour: true }).split('  ')[0]).toBe('\u001b[31mfail\u001b[39m');
});
