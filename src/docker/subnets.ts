// Which address ranges our networks take. Docker's own pools hold 31 networks; small explicit subnets out of a private
// range hold thousands. Pure: addresses are 32-bit numbers.

export type Subnet = { readonly base: number; readonly bits: number };

/** `10.213.0.0/28` to numbers; undefined where the text is no IPv4 range. */
export function parseSubnet(text: string): Subnet | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number);
  if (Math.max(a, b, c, d) > 255 || bits > 32) return undefined;
  return { base: mask(((a << 24) | (b << 16) | (c << 8) | d) >>> 0, bits), bits };
}

export function formatSubnet({ base, bits }: Subnet): string {
  return `${[24, 16, 8, 0].map((shift) => (base >>> shift) & 255).join('.')}/${bits}`;
}

export function overlaps(a: Subnet, b: Subnet): boolean {
  const bits = Math.min(a.bits, b.bits);
  return mask(a.base, bits) === mask(b.base, bits);
}

function mask(base: number, bits: number): number {
  return bits === 0 ? 0 : (base & (0xffffffff << (32 - bits))) >>> 0;
}

/** Ranges that are rarely routed anywhere, in the order that they are tried. */
const ranges = ['10.213.0.0/16', '10.97.0.0/16', '172.30.0.0/16', '192.168.192.0/18'];

export type SubnetAllocator = {
  /** The next /28 (13 addresses for containers). Undefined when no range can be used at all. */
  take(): Subnet | undefined;
  /** From now on nothing that overlaps these is given out. */
  avoid(subnets: readonly Subnet[]): void;
};

const bits = 28;

/** How many networks can still be made where these ranges are taken. */
export function countFree(taken: readonly Subnet[]): number {
  const size = 2 ** (32 - bits);
  let free = 0;
  for (const range of ranges.map(parseSubnet).filter((parsed) => parsed !== undefined)) {
    const within = taken.filter((other) => overlaps(range, other));
    for (let base = range.base; base < range.base + 2 ** (32 - range.bits); base += size)
      if (!within.some((other) => overlaps({ base, bits }, other))) free++;
  }
  return free;
}

/**
 * Gives out /28 subnets in turn from a place that `seed` chooses, so that two runs that start together seldom ask for
 * the same one; where they do, the engine refuses one of them and it asks for the next. A subnet comes round again
 * only after all the others of its range, thousands of networks later; if it is still in use the engine says so too.
 */
export function createSubnetAllocator(seed: number): SubnetAllocator {
  const avoided: Subnet[] = [];
  let turn = seed;
  return {
    take() {
      for (const text of ranges) {
        const range = parseSubnet(text);
        if (!range) continue;
        const count = 2 ** (bits - range.bits);
        for (let tried = 0; tried < count; tried++) {
          const base = (range.base + (turn++ % count) * 2 ** (32 - bits)) >>> 0;
          const subnet = { base, bits };
          if (!avoided.some((other) => overlaps(subnet, other))) return subnet;
        }
      }
      return undefined;
    },
    avoid: (subnets) => {
      avoided.push(...subnets);
    },
  };
}
