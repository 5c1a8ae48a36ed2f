// Whether there is an engine, and what about it makes a difference to runs.

import type { AbsentEngine, FoundEngine } from './facts.ts';
import { type Finding, findingsOf } from './finding.ts';

const engineCheck = findingsOf('engine');

export function checkAbsence({ message, hint, isForbidden }: AbsentEngine): Finding {
  if (!isForbidden) return engineCheck.fail(message, hint);
  return engineCheck.fail(message, 'sudo usermod -aG docker "$USER", and log in anew; or use rootless Docker');
}

export function checkEngine(engine: FoundEngine): readonly Finding[] {
  return [presence(engine), ...builder(engine), limits(engine), storage(engine), ...clock(engine)];
}

function presence({ product, version, apiVersion, address, foundBy, os, isRootless }: FoundEngine): Finding {
  const kind = isRootless ? `rootless ${product}` : product;
  const text = `${kind} ${version} (API ${apiVersion}) at ${address} (${foundBy})`;
  if (os !== 'linux') return engineCheck.fail(`${text} runs ${os} containers`, 'switch the engine to Linux containers');
  if (!isAtLeast(apiVersion, 1, 40))
    return engineCheck.fail(`${text} is too old`, 'install Docker 20.10 or newer, or Podman 4 or newer');
  return engineCheck.ok(text);
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

function builder({ product }: FoundEngine): readonly Finding[] {
  const { warn } = findingsOf('builder');
  if (product === 'Docker Engine') return [];
  return [
    warn(
      `${product} builds without BuildKit, and does not ask registries for others: no cache mounts, no matrix lock`,
      'nothing needs mending where the matrix does without; else use Docker',
    ),
  ];
}

function limits({ unenforced, cgroupVersion, isRootless }: FoundEngine): Finding {
  const { ok, warn } = findingsOf('limits');
  if (unenforced.length === 0) return ok(`memory, cpus and pids are enforced (cgroup v${cgroupVersion})`);
  return warn(
    `limits of ${unenforced.join(' and ')} are taken and not enforced (cgroup v${cgroupVersion})`,
    isRootless
      ? "delegate the cgroup controllers to the user: docs.docker.com/engine/security/rootless, 'Limiting resources'"
      : 'boot the kernel with these cgroup controllers enabled',
  );
}

function storage({ storageDriver }: FoundEngine): Finding {
  const { ok, warn } = findingsOf('storage');
  if (storageDriver !== 'vfs') return ok(storageDriver);
  return warn(
    'vfs copies the whole image for every container, which takes time and room',
    'give the engine overlay2: its data root on ext4 or xfs, or fuse-overlayfs',
  );
}

const mostSkewMs = 5_000;

function clock({ clockAheadMs }: FoundEngine): readonly Finding[] {
  if (Math.abs(clockAheadMs) <= mostSkewMs) return [];
  const direction = clockAheadMs > 0 ? 'ahead of' : 'behind';
  return [
    findingsOf('clock').warn(
      `the engine's clock is ${Math.round(Math.abs(clockAheadMs) / 1000)} s ${direction} this machine's: suites see another time than the record tells`,
      'let both synchronise their time (NTP)',
    ),
  ];
}
