import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable, printableOnGithub } from '../../src/report/printable.ts';

test.each([
  ['plain', 'plain'],
  ['\tindented', '\tindented'],
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u001b]0;title\u0007text', 'text'],
  ['\u001b]8;;http://x\u0007link\u001b]8;;\u0007', 'link'],
  ['\u001b[2J\u001b[1;1Hjump', 'jump'],
  ['10%\r20%\r100%', '100%'],
  ['windows\r', 'windows'],
  ['bell\u0007 and\u0085 more\u009b', 'bell and more'],
  ['access\u202elevel\u2066', 'accesslevel'],
  ['unfinished \u001b[', 'unfinished ['],
])('%j becomes %j', (line, text) => {
  expect(printable(line)).toBe(text);
});

test.each([
  ['::error::boo', ': :error::boo'],
  ['   ::set-output name=a::b', '   : :set-output name=a::b'],
  ['foo\r::warning::x', ': :warning::x'],
  ['\u001b[31m::error::x', ': :error::x'],
  ['done ##[error]x', 'done # #[error]x'],
  ['Foo::bar', 'Foo::bar'],
])('on GitHub, %j becomes %j', (line, text) => {
  expect(printableOnGithub(line)).toBe(text);
});

test('no text keeps a control character or a command', () => {
  const dangerous = fc.constantFrom(
    '\u001b',
    '[',
    ']',
    ':',
    '#',
    '::',
    '##[',
    '\r',
    '\n',
    '\u009b',
    'm',
    ' ',
    '\u0007',
    'a',
  );
  fc.assert(
    fc.property(
      fc.array(dangerous).map((parts) => parts.join('')),
      (line) => {
        const text = printableOnGithub(line);
        expect(text).not.toMatch(/(?!\t)\p{Cc}/u);
        expect(text).not.toMatch(/^\s*::|##\[/);
      },
    ),
  );
});
