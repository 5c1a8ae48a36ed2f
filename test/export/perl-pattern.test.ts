import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { perlPattern } from '../../src/export/perl-pattern.ts';

test.each<[written: string, perl: string]>([
  ['ready for connections[^]*?port: 3306\\b', 'ready for connections[\\s\\S]*?port: 3306\\b'],
  ['listening on "(?!127\\.)', 'listening on "(?!127\\.)'],
  ['[]', '(?!)'],
  ['[^]]', '[\\s\\S]]'],
  ['[[:alpha:]]', '[\\[:alpha:]]'],
  ['[a[^b]', '[a\\[^b]'],
  ['[a\\]b]', '[a\\]b]'],
  ['\\[\\o\\.n\\]', '\\[o\\.n\\]'],
  ['\\A\\z\\Z', 'AzZ'],
  ['\\u00e9\\ud83d\\ude00', '\\x{e9}\\x{1f600}'],
  ['(?<name>a)\\k<name>', '(?<name>a)\\k<name>'],
])('%s is %s to Perl', (written, perl) => {
  expect(perlPattern(written)).toBe(perl);
});

const hasPerl = spawnSync('perl', ['-e', '1']).status === 0;

// What an exported cell asks of Perl can only be asked where there is one; each Debian has it.
test.skipIf(!hasPerl).each<[pattern: string, texts: readonly string[]]>([
  ['ready for[^]*?port: 3306\\b', ['ready for\nmore\nport: 3306', 'ready for port: 33060', 'port: 3306 ready for']],
  ['^up$', ['down\nup\nleft', 'upper', 'set up']],
  ['caf\\u00e9 \\d{2,}', ['café 12', 'cafe 12', 'café ٣٤']],
  ['[[:alpha:]]', [':]', 'a]', 'b]', 'a']],
  ['[^]x', ['\nx', 'x']],
  ['"(?!127\\.)\\d', ['"10.0.0.1', '"127.0.0.1']],
])('%s finds in Perl what it finds here', (pattern, texts) => {
  const script = 'utf8::decode($_) for @ARGV; exit($ARGV[1] =~ /(?:$ARGV[0])/ma ? 0 : 1)';
  const found = texts.map((text) => spawnSync('perl', ['-e', script, '--', perlPattern(pattern), text]).status === 0);
  expect(found).toEqual(texts.map((text) => new RegExp(pattern, 'm').test(text)));
});
