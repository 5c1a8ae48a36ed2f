import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './build/build.ts';

/** Runs one of the project's own tools, its streams being ours, and returns its exit code. */
export function runTool(tool: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const child = spawn(join(root, 'node_modules', '.bin', tool), args, { cwd: root, env, stdio: 'inherit' });
  child.on('error', reject);
  child.on('exit', (code) => resolve(code ?? 1));
  return promise;
}

/** The same, but what it writes is told in one piece when it ends. */
export function runToolBeside(
  tool: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const child = spawn(join(root, 'node_modules', '.bin', tool), args, {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => written.push(bytes));
  child.on('error', reject);
  child.on('close', (code) => {
    process.stdout.write(Buffer.concat(written));
    resolve(code ?? 1);
  });
  return promise;
}
