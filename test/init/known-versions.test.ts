import { describe, expect, test } from 'vitest';
import { type KnownLanguage, versionsWithin } from '../../src/init/known-versions.ts';

describe('the versions of a range', () => {
  test.each<[language: KnownLanguage, range: string | undefined, versions: readonly string[]]>([
    ['node', undefined, ['22', '24', '26']],
    ['node', '>=20', ['20', '22', '24', '26']],
    ['node', '>=18.12', ['18', '22', '24', '26']],
    ['node', '14 || 16', ['14', '16']],
    ['node', 'no range', ['22', '24', '26']],
    ['node', '>=30', ['30']],
    ['node', '7.x', ['7']],
    ['python', '>=3.9,<3.12', ['3.9', '3.11']],
    ['python', '==2.7.*', ['2.7']],
    ['php', '^8.1', ['8.1', '8.2', '8.3', '8.4', '8.5']],
    ['php', '^9.0', ['9.0']],
  ])('%s %s', (language, range, versions) => {
    expect(versionsWithin(language, range)).toEqual(versions);
  });
});
