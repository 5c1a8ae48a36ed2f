// npm run check: format, lint and import boundaries (biome), types (tsc), unused code and dependencies (knip).

import { runTool } from './run-tool.ts';

const checks = [
  ['biome', ['ci', '--error-on-warnings', '.']],
  ['tsc', ['--noEmit', '-p', '.']],
  ['tsc', ['--noEmit', '-p', 'src/page']],
  ['tsc', ['--noEmit', '-p', 'test/page']],
  ['knip', []],
] as const;

const codes = await Promise.all(checks.map(([tool, args]) => runTool(tool, args)));
for (const [index, [tool, args]] of checks.entries()) {
  console.error(`${[tool, ...args].join(' ')}: ${codes[index] === 0 ? 'fine' : `exit code ${codes[index]}`}`);
}
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
