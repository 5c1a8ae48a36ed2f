import { describe, expect, test } from 'vitest';
import { parseTemplate, resolveTemplate } from '../../src/plan/expression.ts';

const cell = {
  id: 'node=20,db=pg15',
  index: 3,
  values: { node: '20', db: { name: 'pg15', image: 'postgres:15', env: { URL: 'postgres://x' }, ports: ['1'] } },
};

function resolve(text: string): string {
  const parsed = parseTemplate(text);
  const result = parsed.ok ? resolveTemplate(parsed.value, { cell, env: { HOME: '/root', EMPTY: '' } }) : parsed;
  if (result.ok) return result.value;
  return `error: ${result.problem.message}${result.problem.hint === undefined ? '' : ` (${result.problem.hint})`}`;
}

const possible =
  "possible are ${{ matrix.KEY }}, ${{ env.NAME }}, ${{ cell.id }} and ${{ cell.index }}, each with || 'a literal'";

describe('an expression', () => {
  test.each([
    ['nothing to do', 'nothing to do'],
    ['${{ matrix.node }}', '20'],
    ['node:${{matrix.node}}-slim', 'node:20-slim'],
    ['${{ matrix.node }}${{ matrix.node }}', '2020'],
    ['${{ matrix.db }}', 'pg15'],
    ['${{ matrix.db.image }}', 'postgres:15'],
    ['${{ matrix.db.env.URL }}', 'postgres://x'],
    ['${{ cell.id }} #${{ cell.index }}', 'node=20,db=pg15 #3'],
    ['${{ env.HOME }}', '/root'],
    ['[${{ env.EMPTY }}]', '[]'],
    ["${{ env.NONE || 'none' }}", 'none'],
    ["${{ env.NONE || 'it''s' }}", "it's"],
    ["${{ matrix.node || 'x' }}", '20'],
    ["${{ matrix.extra || '' }}", ''],
    ["${{ matrix.extra || 'a}}b' }}c", 'a}}bc'],
    ["${{ matrix.constructor || 'none' }}", 'none'],
  ])('%s is %s', (text, expected) => {
    expect(resolve(text)).toBe(expected);
  });

  test.each([
    ['${{ matrix.nod }}', '${{ matrix.nod }} has no value in the cell node=20,db=pg15 (did you mean "node"?)'],
    [
      '${{ matrix.zzzzzz }}',
      "${{ matrix.zzzzzz }} has no value in the cell node=20,db=pg15 (give it a default: || 'value')",
    ],
    ['${{ matrix.db.imge }}', '${{ matrix.db.imge }} has no value in the cell node=20,db=pg15 (did you mean "image"?)'],
    ['${{ matrix.db.env }}', '${{ matrix.db.env }} is no text in the cell node=20,db=pg15 (it has URL)'],
    ['${{ matrix.node.major }}', '${{ matrix.node.major }} is a text in the cell node=20,db=pg15 and has no "major"'],
    [
      '${{ matrix.db.ports }}',
      '${{ matrix.db.ports }} is a list in the cell node=20,db=pg15 (an expression stands for a text)',
    ],
    [
      '${{ matrix.db.ports.length }}',
      '${{ matrix.db.ports.length }} is a list in the cell node=20,db=pg15 and has no "length"',
    ],
    [
      '${{ matrix.constructor }}',
      "${{ matrix.constructor }} has no value in the cell node=20,db=pg15 (give it a default: || 'value')",
    ],
    [
      '${{ matrix.db.toString }}',
      "${{ matrix.db.toString }} has no value in the cell node=20,db=pg15 (give it a default: || 'value')",
    ],
    ['${{ env.valueOf }}', "${{ env.valueOf }} is not set in the environment (set it, or give a default: || 'value')"],
    ['${{ env.NONE }}', "${{ env.NONE }} is not set in the environment (set it, or give a default: || 'value')"],
    ['${{ cell.name }}', '${{ cell.name }} does not exist (a cell has an id and an index)'],
    ['${{ github.ref }}', `\${{ github.ref }} is no expression of a matrix file (${possible})`],
    ["${{ format('x') }}", `\${{ format('x') }} is no expression of a matrix file (${possible})`],
    ['${{ matrix.node == 20 }}', `\${{ matrix.node == 20 }} is no expression of a matrix file (${possible})`],
    ['a ${{ matrix.node', `"\${{ matrix.node" has no }} (${possible})`],
  ])('%s is wrong', (text, says) => {
    expect(resolve(text)).toBe(`error: ${says}`);
  });
});
