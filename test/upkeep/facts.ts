// A machine that is fit, for tests to take something from.

import type { EngineFindings, Facts } from '../../src/upkeep/facts.ts';

const gib = 1024 ** 3;

export const fitEngine: EngineFindings = {
  engine: {
    address: 'unix:///var/run/docker.sock',
    foundBy: 'the usual socket',
    product: 'Docker Engine',
    version: '26.1.5',
    apiVersion: '1.45',
    os: 'linux',
    cpus: 4,
    memoryBytes: 16 * gib,
    storageDriver: 'overlay2',
    cgroupVersion: '2',
    isRootless: false,
    unenforced: [],
    clockAheadMs: 12,
  },
  disk: { path: '/var/lib/docker', freeBytes: 40 * gib, freeFiles: 9_000_000 },
  freeNetworks: 13_300,
  leftOvers: { dead: [], keptCells: 0 },
  builtImages: { count: 9, bytes: 3 * gib },
  registries: [{ host: 'docker.io', asked: 'postgres:15', isSpare: false, answer: 'has it' }],
};

export const fit: Facts & { readonly engine: EngineFindings } = {
  versions: { matrix: '1.2.3', node: '24.0.0' },
  file: {
    kind: 'planned',
    shown: 'matrix.yml',
    demand: {
      cells: 9,
      jobs: 4,
      memoryBytes: 4 * gib,
      largestMemory: { of: 'the suite of node=13', value: gib },
      largestCpus: { of: 'the suite of node=13', value: 2 },
    },
  },
  record: { folder: '/app/.matrix', isWritable: true, disk: { path: '/app/.matrix', freeBytes: 9 * gib } },
  engine: fitEngine,
};
