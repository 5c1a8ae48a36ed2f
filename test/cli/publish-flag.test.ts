import { expect, test } from 'vitest';
import { publish } from '../../src/cli/publish-flag.ts';

test.each<[word: string, means: object]>([
  ['5432', { port: 5432 }],
  ['db:5432', { service: 'db', port: 5432 }],
  ['8080:80', { at: 8080, port: 80 }],
  ['8080:my-web.1:80', { at: 8080, service: 'my-web.1', port: 80 }],
])('%s', (word, means) => {
  expect(publish(word)).toEqual([means]);
});

test.each(['', '0', '65536', '70000:80', 'db', 'db:', ':80', '1:2:3', 'a b:80', '80/udp'])('"%s" is none', (word) => {
  expect(() => publish(word)).toThrow('Expected a port such as 5432, db:5432, 8080:80 or 8080:web:80.');
});

test('repeated, they are all wanted', () => {
  expect(publish('2', publish('1'))).toEqual([{ port: 1 }, { port: 2 }]);
});
