// The executable. Knows only how to answer `--version` at once, what Node it needs, and where everything else begins.

import module from 'node:module';

declare const __VERSION__: string;
declare const __NODE__: string;

const mostLingeringMs = 3_000;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [leastMajor = 0, leastMinor = 0] = __NODE__.split('.').map(Number);

if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  process.stdout.write(`${__VERSION__}\n`);
} else if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
  process.stderr.write(
    `matrix: Node ${__NODE__} or newer is needed to run matrix, and this is ${process.versions.node}\n`,
  );
  process.exitCode = 2;
} else {
  module.enableCompileCache();
  const { runProgram } = await import('./program.ts');
  process.exitCode = await runProgram(process.argv, __VERSION__);
  // All is done and said. A connection to an engine that has stopped answering must not keep the process.
  setTimeout(() => process.exit(), mostLingeringMs).unref();
}
