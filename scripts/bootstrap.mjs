// The first step of every script, under whatever node the machine has and with nothing installed: the dependencies,
// and among them the node that everything else runs on.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'node_modules', '.installed');
const projectNode = join(root, 'node_modules', '.bin', 'node');

/**
 * Installs the dependencies unless they are those of the lock file, and runs the script on the project's own node,
 * in this process where that is the node already.
 *
 * @param {string} script path from the project's root
 */
export async function handOver(script) {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  installDependencies();
  if (isAtLeast(process.versions.node, engines.node)) {
    await import(join(root, script));
    return;
  }
  const child = spawn(projectNode, [join(root, script), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both of us, and a second one would force; other signals come to this process alone.
  process.on('SIGINT', () => undefined);
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exit(code ?? (signal === 'SIGINT' ? 130 : 143));
  });
}

function installDependencies() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  // Written after the installation, so that one that was interrupted is done again.
  if (existsSync(stamp) && existsSync(projectNode) && readFileSync(stamp, 'utf8') === wanted) return;
  // npm would empty the folder behind the link, under whoever works there.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error(
      'dependencies: node_modules is a link to a folder with others than package-lock.json wants; remove the link',
    );
    process.exit(1);
  }
  console.error('dependencies: npm ci');
  const install = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (install.status !== 0) {
    console.error('dependencies: npm ci failed; mend what it says above and start again');
    process.exit(install.status ?? 1);
  }
  writeFileSync(stamp, wanted);
}

/**
 * @param {string} version `22.22.1`
 * @param {string} range `>=22.22`
 */
function isAtLeast(version, range) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = range.replace('>=', '').split('.').map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}
