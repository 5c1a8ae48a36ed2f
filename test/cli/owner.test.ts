import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { currentOwner, isOfEarlierBoot, ownerState, processStart } from '../../src/cli/owner.ts';

test('this process is alive', () => {
  expect(ownerState(currentOwner('run'))).toBe('alive');
});

test('a process that ended is dead', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const { pid = 0 } = child;
  const owner = { ...currentOwner('run'), pid, processStart: processStart(pid) ?? '' };
  expect(ownerState(owner)).toBe('alive');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(ownerState(owner)).toBe('dead');
});

test('a pid that was given to another process is a dead owner', () => {
  expect(ownerState({ ...currentOwner('run'), processStart: 'another boot/1' })).toBe('dead');
});

test('a process before the last boot of this machine is dead', () => {
  const owner = currentOwner('run');
  const [, ticks = ''] = owner.processStart.split('/');
  const earlier = { ...owner, processStart: `5f1c0a52-0000-4000-8000-000000000000/${ticks}` };
  expect(ownerState(earlier)).toBe('dead');
  if (process.platform !== 'linux') return;
  expect(isOfEarlierBoot(earlier)).toBe(true);
  expect(isOfEarlierBoot(owner)).toBe(false);
  expect(isOfEarlierBoot({ ...earlier, host: 'far.example' })).toBe(false);
});

// Other kernels have no namespaces of processes.
test.runIf(process.platform === 'linux')('of a process in a container of this machine nobody here can tell', () => {
  const owner = currentOwner('run');
  expect(ownerState({ ...owner, host: `${owner.host}/pid:[4026532201]` })).toBe('elsewhere');
});

test('of a process on another machine nobody here can tell', () => {
  expect(ownerState({ ...currentOwner('run'), host: 'far.example' })).toBe('elsewhere');
});
