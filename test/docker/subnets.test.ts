import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRouteTable } from '../../src/docker/host-routes.ts';
import {
  countFree,
  createSubnetAllocator,
  formatSubnet,
  overlaps,
  parseSubnet,
  type Subnet,
} from '../../src/docker/subnets.ts';

function subnet(text: string): Subnet {
  const parsed = parseSubnet(text);
  if (!parsed) throw new Error(`not a subnet: ${text}`);
  return parsed;
}

describe('a range of addresses', () => {
  test.each(['10.213.0.16/28', '0.0.0.0/0', '255.255.255.255/32', '192.168.192.0/18'])(
    '%s reads as written',
    (text) => {
      expect(formatSubnet(subnet(text))).toBe(text);
    },
  );
  test.each(['10.0.0.0', '10.0.0.256/8', '10.0.0.0/33', 'fd00::/8', ''])('%s is none', (text) => {
    expect(parseSubnet(text)).toBeUndefined();
  });
  test('host bits are dropped', () => {
    expect(formatSubnet(subnet('172.17.0.1/16'))).toBe('172.17.0.0/16');
  });
  test.each([
    ['10.0.0.0/8', '10.213.0.0/28', true],
    ['10.213.0.0/28', '10.213.0.16/28', false],
    ['0.0.0.0/0', '192.168.0.0/24', true],
    ['128.0.0.0/1', '127.0.0.0/8', false],
  ])('%s and %s overlap: %s', (a, b, expected) => {
    expect(overlaps(subnet(a), subnet(b))).toBe(expected);
    expect(overlaps(subnet(b), subnet(a))).toBe(expected);
  });
});

describe('what is given out', () => {
  test('is never what was to be avoided, and 4,000 in a row never overlap', () => {
    const range = fc
      .tuple(fc.nat({ max: 255 }), fc.nat({ max: 255 }), fc.integer({ min: 12, max: 30 }))
      .map(([b, c, bits]) => subnet(`10.${b}.${c}.0/${bits}`));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 5 }), fc.nat({ max: 65_535 }), (avoided, seed) => {
        const allocator = createSubnetAllocator(seed);
        allocator.avoid(avoided);
        const given = Array.from({ length: 200 }, () => allocator.take()).filter((found) => found !== undefined);
        expect(given).toHaveLength(200);
        expect(given.filter((one) => avoided.some((other) => overlaps(one, other)))).toEqual([]);
        expect(new Set(given.map(formatSubnet)).size).toBe(200);
      }),
      { numRuns: 50 },
    );
    const allocator = createSubnetAllocator(4_095);
    const many = Array.from({ length: 4_000 }, () => allocator.take()).filter((found) => found !== undefined);
    expect(new Set(many.map(formatSubnet)).size).toBe(4_000);
  });

  test('comes from the next range where one is routed elsewhere', () => {
    const allocator = createSubnetAllocator(0);
    allocator.avoid([subnet('10.0.0.0/8')]);
    expect(allocator.take()).toEqual(subnet('172.30.0.0/28'));
  });

  test('is nothing where all ranges are routed elsewhere', () => {
    const allocator = createSubnetAllocator(0);
    allocator.avoid([subnet('0.0.0.0/0')]);
    expect(allocator.take()).toBeUndefined();
  });
});

test("the kernel's routes, without the default one", () => {
  const table = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
eth0	00000000	010200C0	0003	0	0	0	00000000	0	0	0
eth0	000200C0	00000000	0001	0	0	0	00FFFFFF	0	0	0
docker0	000011AC	00000000	0001	0	0	0	0000FFFF	0	0	0
`;
  expect(parseRouteTable(table).map(formatSubnet)).toEqual(['192.0.2.0/24', '172.17.0.0/16']);
});

test.each([
  [[], 3 * 4096 + 1024],
  [['172.17.0.0/16'], 3 * 4096 + 1024],
  [['10.213.0.0/28', '10.213.0.0/28'], 3 * 4096 + 1023],
  [['10.0.0.0/8', '192.168.192.0/24'], 4096 + 1008],
  [['0.0.0.0/0'], 0],
])('where %j is taken, %i networks can be made', (taken, free) => {
  expect(countFree(taken.map(subnet))).toBe(free);
});
