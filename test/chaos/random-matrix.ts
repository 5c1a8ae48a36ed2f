// A small matrix at random whose cells are known to end in certain ways, as long as nothing is done to them.

import type { Random } from '../../src/matrix/cover/random.ts';
import type { OutcomeKind } from '../../src/model/outcome.ts';

/** What the suite of a cell does. */
const suites = {
  quick: { script: 'echo quick', ends: 'passed' },
  passes: { script: 'echo begun; usleep 700000; echo done', ends: 'passed' },
  slow: { script: 'echo begun; sleep 2; echo done', ends: 'passed' },
  fails: { script: 'echo begun; usleep 300000; echo "one test of two failed"; exit 3', ends: 'failed' },
  floods: { script: 'yes "all work and no play" | head -c 3000000; echo', ends: 'passed' },
  writes: { script: 'mkdir -p out; echo covered > out/coverage.txt; echo written', ends: 'passed' },
  'eats-memory': { script: 'exec dd if=/dev/zero of=/dev/null bs=256M count=1', ends: 'out-of-memory' },
} as const satisfies Record<string, { readonly script: string; readonly ends: OutcomeKind }>;

/** Asked only where there is a service that answers: it fails when that is gone. */
const asksService = {
  script: 'for i in 1 2 3 4; do nc queue 7000 < /dev/null | grep -q hi || exit 4; usleep 300000; done',
};

const services = {
  logs: `    command: [sh, -c, "echo ready for jobs; exec sleep 3600"]\n    ready: { log: ready for jobs }\n`,
  listens: `    command: [nc, -ll, -p, "7000", -e, echo, hi]\n    ready: { tcp: 7000 }\n`,
  commands: `    command: [sh, -c, "touch /tmp/up; exec sleep 3600"]\n    ready: { command: [test, -f, /tmp/up] }\n`,
  dies: `    command: [sh, -c, "echo no configuration >&2; exit 7"]\n    ready: { log: never }\n`,
} as const;

type SuiteName = keyof typeof suites | 'asks';
type ServiceKind = keyof typeof services;
type ImageKind = 'plain' | 'set-up' | 'does-not-build' | 'out-of-reach' | 'registry';

export type RandomMatrix = {
  readonly yaml: string;
  /** In a few words. */
  readonly shape: string;
  /** By the cell's id: how it ends where nobody interferes. */
  readonly expected: ReadonlyMap<string, OutcomeKind>;
  /** Cells whose suite fails where a service of theirs is gone. */
  readonly needsService: boolean;
  readonly failFast: boolean;
  /** A suite that is red is tried again. */
  readonly isRetried: boolean;
  /** About as many as the run has events, those of progress not counted. */
  readonly events: number;
  /** About as many requests as the run makes of the engine. */
  readonly requests: number;
};

export type MatrixWish = {
  readonly seed: number;
  /** What images come from, where they come from a registry of the test's own. */
  readonly registryImage?: string;
  /** The image is one that can be had. */
  readonly withImage?: boolean;
  /** That, and every suite lasts a while. */
  readonly lasting?: boolean;
  /** A service stands beside every suite. */
  readonly withService?: boolean;
};

/** What a matrix is made of. */
type Shape = {
  readonly image: ImageKind;
  readonly services: readonly ServiceKind[];
  /** One a cell. */
  readonly suites: readonly SuiteName[];
  readonly jobs: number;
  readonly retries: number;
  readonly failFast: boolean;
};

/** Draws a matrix: one to four cells, none to two services. */
export function randomMatrix(random: Random, wish: MatrixWish): RandomMatrix {
  const image = chooseImage(random, wish);
  const kinds = chooseServices(random, wish);
  const cells = 1 + random(4);
  const names = Array.from({ length: cells }, () => chooseSuite(random, kinds, wish));
  const retries = random(4) === 0 ? 1 : 0;
  const failFast = random(5) === 0;
  return matrixOf({ image, services: kinds, suites: names, jobs: 1 + random(3), retries, failFast }, wish);
}

/** The same at each time, but for its image, which is built anew: one cell that asks everything of the engine. */
export function steadyMatrix(seed: number): RandomMatrix {
  const shape = { services: ['commands'], suites: ['writes'], jobs: 1, retries: 0, failFast: false } as const;
  return matrixOf({ image: 'set-up', ...shape }, { seed });
}

function matrixOf(shape: Shape, wish: MatrixWish): RandomMatrix {
  const { image, services: kinds, suites: names, retries, failFast } = shape;
  const ends = (name: SuiteName): OutcomeKind => {
    if (image === 'does-not-build') return 'not-built';
    if (image === 'out-of-reach') return 'engine-error';
    if (kinds.includes('dies')) return 'not-ready';
    return name === 'asks' ? 'passed' : suites[name].ends;
  };
  return {
    yaml: yamlOf(shape, wish),
    shape: [
      `${image} ${names.join('+')}`,
      ...(kinds.length > 0 ? [`beside ${kinds.join('+')}`] : []),
      ...(retries ? ['retried'] : []),
      ...(failFast ? ['fail-fast'] : []),
    ].join(' '),
    expected: new Map(names.map((name, index) => [`n=${index + 1}`, ends(name)])),
    needsService: names.includes('asks'),
    failFast,
    isRetried: retries > 0,
    events: 3 + (5 + kinds.length) * names.length,
    requests: 10 + names.length * (9 + 9 * kinds.length),
  };
}

function yamlOf({ image, services: kinds, suites: names, jobs, retries, failFast }: Shape, wish: MatrixWish): string {
  const cases = names.map((name, index) => `      ${index + 1})\n        ${scriptOf(name)}\n        ;;`);
  return `name: chaos
axes:
  n: [${names.map((_, index) => index + 1).join(', ')}]
image:
${imageText(image, wish)}
${servicesText(kinds, wish)}test:
  command: |
    case $\{{ matrix.n }} in
${cases.join('\n')}
    esac
  artifacts: [out/**]
  timeout: 60s
  retries: ${retries}
  limits: { memory: 64m }
run:
  jobs: ${jobs}
  fail-fast: ${failFast}
`;
}

function chooseImage(random: Random, { registryImage, lasting, withImage }: MatrixWish): ImageKind {
  if (registryImage !== undefined) return 'registry';
  if (lasting) return 'plain';
  const had: readonly ImageKind[] = ['plain', 'plain', 'plain', 'set-up', 'set-up'];
  const kinds = withImage ? had : [...had, 'does-not-build' as const, 'out-of-reach' as const];
  return kinds[random(kinds.length)] ?? 'plain';
}

function chooseServices(random: Random, { lasting, withService }: MatrixWish): readonly ServiceKind[] {
  const kinds: readonly ServiceKind[] = lasting
    ? ['logs', 'listens', 'commands']
    : ['logs', 'listens', 'listens', 'commands', 'dies'];
  const count = withService ? 1 + random(2) : random(3);
  return Array.from({ length: count }, () => kinds[random(kinds.length)] ?? 'logs');
}

function chooseSuite(random: Random, kinds: readonly ServiceKind[], { lasting }: MatrixWish): SuiteName {
  if (kinds[0] === 'listens' && random(2) === 0) return 'asks';
  const names: readonly (keyof typeof suites)[] = lasting
    ? ['passes', 'slow']
    : (Object.keys(suites) as (keyof typeof suites)[]);
  return names[random(names.length)] ?? 'quick';
}

function scriptOf(name: SuiteName): string {
  return name === 'asks' ? asksService.script : suites[name].script;
}

function imageText(kind: ImageKind, { seed, registryImage }: MatrixWish): string {
  const from =
    kind === 'registry' ? registryImage : kind === 'out-of-reach' ? '127.0.0.1:9/chaos/busybox:1' : 'busybox:1.36';
  const setups = {
    plain: '',
    registry: '',
    'out-of-reach': '',
    'set-up': `echo ${seed} > /made`,
    'does-not-build': `echo ${seed}; exit 9`,
  };
  return `  from: ${from}\n${setups[kind] ? `  setup: ["${setups[kind]}"]\n` : ''}`;
}

function servicesText(kinds: readonly ServiceKind[], { registryImage }: MatrixWish): string {
  if (kinds.length === 0) return '';
  const one = (kind: ServiceKind, index: number) =>
    `  ${['queue', 'cache'][index]}:\n    image: ${registryImage ?? 'busybox:1.36'}\n${services[kind]}`;
  return `services:\n${kinds.map(one).join('')}`;
}
