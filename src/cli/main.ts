// The executable. Knows only how to answer `--version` at once and where everything else begins.

import { enableCompileCache } from 'node:module';

declare const __VERSION__: string;

if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  process.stdout.write(`${__VERSION__}\n`);
} else {
  enableCompileCache();
  const { runProgram } = await import('./program.ts');
  process.exitCode = await runProgram(process.argv, __VERSION__);
}
