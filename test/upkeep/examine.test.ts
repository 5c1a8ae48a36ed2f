import { expect, test } from 'vitest';
import { examine } from '../../src/upkeep/examine.ts';
import type { Demand, EngineFindings, Facts, FoundEngine, RegistryFacts } from '../../src/upkeep/facts.ts';
import { fit, fitEngine } from './facts.ts';

const mib = 1024 ** 2;
const gib = 1024 ** 3;

const told = (facts: Facts) =>
  examine(facts).map(
    ({ check, level, text, fix }) => `${level} ${check}: ${text}${fix === undefined ? '' : ` | ${fix}`}`,
  );
/** What is told otherwise than of the machine that is fit. */
const difference = (facts: Facts) => told(facts).filter((line) => !told(fit).includes(line));

const onEngine = (findings: Partial<EngineFindings>): Facts => ({ ...fit, engine: { ...fitEngine, ...findings } });
const engine = (facts: Partial<FoundEngine>) => onEngine({ engine: { ...fitEngine.engine, ...facts } });
const demand = (facts: Partial<Demand>): Facts => {
  if (fit.file.kind !== 'planned') throw new Error('it is planned');
  return { ...fit, file: { ...fit.file, demand: { ...fit.file.demand, ...facts } } };
};
const registry = (facts: Partial<RegistryFacts>) =>
  onEngine({ registries: [{ host: 'ghcr.io', asked: 'ghcr.io/a/b:1', isSpare: false, answer: 'has it', ...facts }] });

test('a machine that is fit', () => {
  expect(told(fit)).toMatchInlineSnapshot(`
    [
      "ok matrix: 1.2.3 on Node 24.0.0",
      "ok file: matrix.yml, 9 cells",
      "ok record: 9 GiB free for the record (/app/.matrix)",
      "ok engine: Docker Engine 26.1.5 (API 1.45) at unix:///var/run/docker.sock (the usual socket)",
      "ok limits: memory, cpus and pids are enforced (cgroup v2)",
      "ok storage: overlay2",
      "ok disk: 40 GiB free for the engine's images (/var/lib/docker)",
      "ok cpus: 4 processors",
      "ok memory: 4 cells at once may take 4 GiB of 16 GiB",
      "ok networks: room for 13300 more networks",
      "ok registry: docker.io answers (asked for postgres:15)",
      "ok left over: nothing",
      "ok images: 9 built for runs, 3 GiB with what they begin with",
    ]
  `);
});

test('no engine', () => {
  const absent = { message: 'No container engine answers at unix:///s (connect ENOENT /s)', hint: 'start one' };
  expect(difference({ ...fit, engine: { ...absent, isForbidden: false } })).toEqual([
    'fail engine: No container engine answers at unix:///s (connect ENOENT /s) | start one',
  ]);
  expect(difference({ ...fit, engine: { ...absent, isForbidden: true } })).toEqual([
    'fail engine: No container engine answers at unix:///s (connect ENOENT /s) | sudo usermod -aG docker "$USER", and log in anew; or use rootless Docker',
  ]);
});

test.each<[string, Facts, readonly string[]]>([
  [
    'too old',
    engine({ version: '18.09', apiVersion: '1.39' }),
    [
      'fail engine: Docker Engine 18.09 (API 1.39) at unix:///var/run/docker.sock (the usual socket) is too old | install Docker 20.10 or newer, or Podman 4 or newer',
    ],
  ],
  [
    'Windows containers',
    engine({ os: 'windows' }),
    [
      'fail engine: Docker Engine 26.1.5 (API 1.45) at unix:///var/run/docker.sock (the usual socket) runs windows containers | switch the engine to Linux containers',
    ],
  ],
  [
    'Podman',
    engine({ product: 'Podman Engine', version: '4.3.1', apiVersion: '1.41' }),
    [
      'ok engine: Podman Engine 4.3.1 (API 1.41) at unix:///var/run/docker.sock (the usual socket)',
      'warn builder: Podman Engine builds without BuildKit, and does not ask registries for others: no cache mounts, no matrix lock | nothing needs mending where the matrix does without; else use Docker',
    ],
  ],
  [
    'rootless without its limits',
    engine({ isRootless: true, unenforced: ['memory', 'cpus'], cgroupVersion: '1' }),
    [
      'ok engine: rootless Docker Engine 26.1.5 (API 1.45) at unix:///var/run/docker.sock (the usual socket)',
      "warn limits: limits of memory and cpus are taken and not enforced (cgroup v1) | delegate the cgroup controllers to the user: docs.docker.com/engine/security/rootless, 'Limiting resources'",
    ],
  ],
  [
    'limits that the kernel lacks',
    engine({ unenforced: ['pids'] }),
    [
      'warn limits: limits of pids are taken and not enforced (cgroup v2) | boot the kernel with these cgroup controllers enabled',
    ],
  ],
  [
    'vfs',
    engine({ storageDriver: 'vfs' }),
    [
      'warn storage: vfs copies the whole image for every container, which takes time and room | give the engine overlay2: its data root on ext4 or xfs, or fuse-overlayfs',
    ],
  ],
  [
    'a clock ahead',
    engine({ clockAheadMs: 61_400 }),
    [
      "warn clock: the engine's clock is 61 s ahead of this machine's: suites see another time than the record tells | let both synchronise their time (NTP)",
    ],
  ],
  [
    'a clock behind',
    engine({ clockAheadMs: -7_000 }),
    [
      "warn clock: the engine's clock is 7 s behind this machine's: suites see another time than the record tells | let both synchronise their time (NTP)",
    ],
  ],
])('an engine: %s', (_, facts, expected) => {
  expect(difference(facts)).toEqual(expected);
});

const diskFix = 'matrix clean --images, docker system prune, or a larger disk';

test.each<[string, Facts, readonly string[]]>([
  [
    'the engine is elsewhere',
    onEngine({ disk: { unknown: 'the engine is on another machine' } }),
    ["ok disk: the room for the engine's images is not known: the engine is on another machine"],
  ],
  [
    'little is left',
    onEngine({ disk: { path: '/d', freeBytes: 2 * gib } }),
    [`warn disk: only 2 GiB free for the engine's images (/d) | ${diskFix}`],
  ],
  [
    'next to nothing is left',
    onEngine({ disk: { path: '/d', freeBytes: 200 * mib - 1 } }),
    [`fail disk: Only 200 MiB free for the engine's images (/d) | ${diskFix}`],
  ],
  [
    'room, but for few files',
    onEngine({ disk: { path: '/d', freeBytes: 9 * gib, freeFiles: 49_999 } }),
    [`warn disk: only 9 GiB and room for 49999 files free for the engine's images (/d) | ${diskFix}`],
  ],
  [
    'room, but for no files',
    onEngine({ disk: { path: '/d', freeBytes: 9 * gib, freeFiles: 3 } }),
    [`fail disk: Only 9 GiB and room for 3 files free for the engine's images (/d) | ${diskFix}`],
  ],
  [
    "the record's disk is full",
    { ...fit, record: { ...fit.record, disk: { path: '/app', freeBytes: 0 } } },
    ['fail record: Only 0 B free for the record (/app) | matrix clean --runs, or a larger disk'],
  ],
  [
    'the record cannot be written',
    { ...fit, record: { ...fit.record, isWritable: false } },
    ['fail record: /app/.matrix cannot be written to | give this user the right to write there'],
  ],
])('disks: %s', (_, facts, expected) => {
  expect(difference(facts)).toEqual(expected);
});

test.each<[string, Facts, readonly string[]]>([
  [
    'more processors than there are',
    demand({ largestCpus: { of: 'the service db of node=13', value: 4.5 } }),
    [
      'fail cpus: the service db of node=13 asks for 4.5 cpus, and the engine has 4 | lower limits.cpus, or give the engine more processors',
    ],
  ],
  ['as many as there are', demand({ largestCpus: { of: 'the suite of a', value: 4 } }), []],
  [
    'more memory together',
    demand({ memoryBytes: 17 * gib }),
    [
      'warn memory: 4 cells at once may take 17 GiB of 16 GiB | fewer at once: --jobs N, or run.jobs in the matrix file',
    ],
  ],
  [
    'more memory alone',
    demand({ memoryBytes: 20 * gib, largestMemory: { of: 'the suite of a', value: 20 * gib } }),
    [
      'warn memory: the suite of a may take 20 GiB, and the engine has 16 GiB | lower limits.memory, or give the engine more',
    ],
  ],
  [
    'no memory declared',
    demand({ memoryBytes: 0, largestMemory: undefined, largestCpus: undefined }),
    ['ok memory: 16 GiB, of which no cell declares a part'],
  ],
  [
    'few address ranges',
    onEngine({ freeNetworks: 3 }),
    [
      'warn networks: room for 3 more networks, and 4 cells at once | docker network prune removes networks that nobody uses; or take back routes to private ranges',
    ],
  ],
  [
    'no address range',
    onEngine({ freeNetworks: 0 }),
    [
      'fail networks: no address range is left for a network | docker network prune removes networks that nobody uses; or take back routes to private ranges',
    ],
  ],
  [
    'no answer about networks',
    onEngine({ freeNetworks: { unknown: 'there was no answer within 5 s' } }),
    ['warn networks: which address ranges are free is not known: there was no answer within 5 s | try it again'],
  ],
])('what the matrix asks for: %s', (_, facts, expected) => {
  expect(difference(facts)).toEqual(expected);
});

test.each<[string, Facts, readonly string[]]>([
  ['it answers', registry({}), ['ok registry: ghcr.io answers (asked for ghcr.io/a/b:1)']],
  [
    'no such image',
    registry({ answer: 'lacks it' }),
    ['fail registry: ghcr.io has no ghcr.io/a/b:1 | mend its name in the matrix file or the Dockerfile'],
  ],
  [
    'no such image, and it is on the engine',
    registry({ answer: 'lacks it', isSpare: true }),
    [
      'warn registry: ghcr.io lacks ghcr.io/a/b:1; all that is needed of it is on the engine | mend the network, a proxy of the engine, or a mirror in its configuration',
    ],
  ],
  [
    'no way there',
    registry({ answer: { trouble: 'dial tcp: no route to host' } }),
    [
      'fail registry: ghcr.io could not be asked for ghcr.io/a/b:1 (dial tcp: no route to host) | mend the network, a proxy of the engine, or a mirror in its configuration',
    ],
  ],
  [
    'no way there, and no need',
    registry({ answer: { trouble: 'dial tcp: no route to host' }, isSpare: true }),
    [
      'warn registry: ghcr.io could not be asked for ghcr.io/a/b:1 (dial tcp: no route to host); all that is needed of it is on the engine | mend the network, a proxy of the engine, or a mirror in its configuration',
    ],
  ],
  [
    'a rate limit',
    registry({ answer: { trouble: 'toomanyrequests: You have reached your pull rate limit' } }),
    [
      'fail registry: ghcr.io could not be asked for ghcr.io/a/b:1 (toomanyrequests: You have reached your pull rate limit) | wait, or log in: docker login ghcr.io',
    ],
  ],
  [
    'a login is wanted',
    registry({ answer: { trouble: 'unauthorized: authentication required' } }),
    [
      'fail registry: ghcr.io could not be asked for ghcr.io/a/b:1 (unauthorized: authentication required) | docker login ghcr.io',
    ],
  ],
  [
    'the keeper of its password is missing',
    registry({ missingHelper: 'docker-credential-pass' }),
    [
      "fail registry: Docker's config.json leaves the password of ghcr.io to docker-credential-pass, which is not on the PATH | install docker-credential-pass, or take it out of Docker's config.json",
      'ok registry: ghcr.io answers (asked for ghcr.io/a/b:1)',
    ],
  ],
])('a registry: %s', (_, facts, expected) => {
  expect(difference(facts)).toEqual(expected);
});

test.each<[string, Facts, readonly string[]]>([
  [
    'no matrix file',
    { ...fit, file: { kind: 'none' } },
    ['ok file: no matrix file here: what a matrix would need is not looked at'],
  ],
  [
    'a file that is wrong',
    { ...fit, file: { kind: 'wrong', message: '2 mistakes in ci.yml', shownBy: 'matrix plan ci.yml' } },
    ['fail file: 2 mistakes in ci.yml | matrix plan ci.yml shows where'],
  ],
  [
    'dead runs',
    onEngine({ leftOvers: { dead: ['2 containers', '1 network'], keptCells: 1 } }),
    ['warn left over: 2 containers, 1 network of dead runs | matrix clean, or the next run'],
  ],
  [
    'a kept cell',
    onEngine({ leftOvers: { dead: [], keptCells: 1 } }),
    ['ok left over: a cell that was kept on purpose: matrix clean ends it'],
  ],
  [
    'kept cells',
    onEngine({ leftOvers: { dead: [], keptCells: 2 } }),
    ['ok left over: 2 cells that were kept on purpose: matrix clean ends them'],
  ],
])('what is here: %s', (_, facts, expected) => {
  expect(difference(facts)).toEqual(expected);
});
