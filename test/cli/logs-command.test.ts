import { expect, onTestFinished, test, vi } from 'vitest';
import { logs } from '../../src/cli/logs-command.ts';
import { createRecord } from '../../src/record/create-record.ts';
import { emptyFolder } from '../record/folder.ts';
import { samplePlan } from '../report/samples/plans.ts';
import { type Ending, run, sampleRun } from '../report/samples/runs.ts';

const plan = samplePlan({ node: ['13'], postgres: ['15'] });
const id = 'node=13,postgres=15';

/** The folder of a run in which the cell ended so, and its service wrote a line. */
async function recordOf(ending: Ending): Promise<string> {
  const record = await createRecord(await emptyFolder(), run, plan);
  for (const event of sampleRun(plan, () => ending)) record.event(event);
  await record.output({ cell: id, attempt: 1, source: { service: 'db' } }, Buffer.from('FATAL\n'));
  await record.close();
  return record.folder;
}

/** What is written to a stream until the test ends. */
function heard(stream: NodeJS.WriteStream): readonly string[] {
  const texts: string[] = [];
  const spy = vi.spyOn(stream, 'write').mockImplementation((text) => {
    texts.push(String(text));
    return true;
  });
  onTestFinished(() => spy.mockRestore());
  return texts;
}

test('of a suite that printed nothing there is nothing on stdout, and one sentence beside it', async () => {
  const folder = await recordOf({ outcome: { kind: 'failed', exitCode: 3 } });
  const [out, err] = [heard(process.stdout), heard(process.stderr)];
  await logs(id, undefined, { run: folder, attempt: undefined });
  expect([out, err]).toEqual([[], [`The suite of ${id} printed nothing (failed, exit code 3)\n`]]);
});

test('of a suite that was never started the log of the service that stopped it is offered', async () => {
  const died = { kind: 'not-ready', service: 'db', reason: 'exited with code 1', logTail: [] } as const;
  const folder = await recordOf({ outcome: died });
  await expect(logs(id, undefined, { run: folder, attempt: undefined })).rejects.toMatchObject({
    code: 'usage',
    message: `The suite of ${id} was never started: not ready, service db: exited with code 1`,
    hint: `what its services wrote: matrix logs '${id}' db --run ${folder}`,
  });
  await expect(logs(id, undefined, { run: folder, attempt: 2 })).rejects.toMatchObject({
    message: `${id} had no attempt 2`,
    hint: 'it had 1',
  });
});
