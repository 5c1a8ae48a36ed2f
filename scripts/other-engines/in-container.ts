import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { root } from '../build/build.ts';
import { registryAddress } from '../engine/registry.ts';
import { stateFolder } from '../engine/state.ts';
import { run } from '../standins/root-file-system.ts';
import type { OtherEngine } from './other-engines.ts';

/** Not `--privileged`, which takes a capability that a machine may lack itself. */
const rights = [
  '--cap-add=ALL',
  '--cap-drop=SYS_RESOURCE',
  '--security-opt=seccomp=unconfined',
  '--security-opt=apparmor=unconfined',
  '--volume=/sys/fs/cgroup:/sys/fs/cgroup:rw',
];

/** What is pushed in there goes to a layer of its own, so that the stand-ins of this machine stay as they are. */
const registry = `
mkdir -p /registry/upper /registry/work /registry/data
mount -t overlay -o lowerdir=/stand-ins,upperdir=/registry/upper,workdir=/registry/work overlay /registry/data
cat > /registry/config.yml <<END
version: 0.1
log: { level: warn }
storage:
  filesystem: { rootdirectory: /registry/data }
  delete: { enabled: true }
http: { addr: "${registryAddress}" }
END
docker-registry serve /registry/config.yml &
`;

/**
 * Starts the engine in a container that has this project at its own path, runs one of the project's tools there, and
 * removes all of it, after Ctrl-C as well. Returns the tool's exit code.
 */
export async function inContainer(engine: OtherEngine, image: string, tool: readonly string[]): Promise<number> {
  const container = (await run('docker', ['run', '--detach', ...placeOf(engine, image)])).trim();
  const remove = () => run('docker', ['rm', '--force', '--volumes', container]);
  // What runs in there does not hear it; it ends with its container.
  const onInterrupt = () => void remove();
  process.on('SIGINT', onInterrupt);
  try {
    await run('docker', ['exec', container, 'timeout', '60', 'sh', '-c', 'until docker version; do sleep 0.2; done']);
    await run('docker', ['exec', container, 'git', 'config', '--global', 'safe.directory', '*']);
    const env = Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
    const child = spawn('docker', ['exec', ...env, container, ...tool], { stdio: 'inherit' });
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? 1;
  } finally {
    process.off('SIGINT', onInterrupt);
    await remove();
  }
}

function placeOf(engine: OtherEngine, image: string): readonly string[] {
  return [
    ...rights,
    '--volume=/var/lib/docker',
    '--volume=/var/lib/containers',
    '--volume=/registry',
    `--volume=${stateFolder}/registry:/stand-ins:ro`,
    `--volume=${root}:${root}`,
    `--workdir=${root}`,
    image,
    ...['sh', '-c', `${registry}${engine.start}`],
  ];
}

const environment: Readonly<Record<string, string>> = {
  PATH: `${root}/node_modules/.bin:/usr/sbin:/usr/bin:/sbin:/bin`,
  MATRIX_TEST_ENGINE: 'unix:///var/run/docker.sock',
  MATRIX_TEST_COMPOSE: 'docker compose',
  ...(process.env.CI === undefined ? {} : { CI: process.env.CI }),
};
