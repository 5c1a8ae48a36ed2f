// The GitHub Action: inputs in, the same calls as `matrix run`, outputs out. The step ends as the command does.

import { relative, resolve, sep } from 'node:path';
import { getInput, setOutput, setSecret, warning } from '@actions/core';
import { loadPlan } from '../cli/load-plan.ts';
import { type EndedRun, runToEnd } from '../cli/run-command.ts';
import { tellTrouble } from '../cli/tell-trouble.ts';
import { MatrixError } from '../errors.ts';
import { exitCode } from '../model/summary.ts';
import { outputsOf } from './outputs.ts';
import { type InputName, type Inputs, readInputs } from './read-inputs.ts';
import { annotate, annotateTrouble, writeSummary } from './tell-github.ts';

const noReports: Inputs['reports'] = { html: undefined, junit: undefined, json: undefined, markdown: undefined };

/** Runs the action and sets the exit code of the process. Never rejects. */
export async function run(): Promise<void> {
  const root = process.env.GITHUB_WORKSPACE ?? process.cwd();
  let inputs: Inputs | undefined;
  let ended: EndedRun | undefined;
  let code: number;
  try {
    inputs = readInputs((name: InputName) => getInput(name));
    enter(resolve(root, inputs.workingDirectory), inputs.workingDirectory);
    ended = await runMatrix(inputs);
    code = exitCode(ended.summary);
  } catch (error) {
    code = tellTrouble(error);
    const toRoot = (file: string) => relative(root, resolve(file)).replaceAll(sep, '/');
    if (inputs?.annotations ?? true) annotateTrouble(error, toRoot);
  }
  for (const [name, value] of Object.entries(outputsOf(code, inputs?.reports ?? noReports, ended))) {
    setOutput(name, value);
  }
  process.exitCode = code;
  if (inputs && ended) await tellGithub(ended, inputs, root);
}

/** What cannot be told changes nothing of what the run came to. */
async function tellGithub(ended: EndedRun, inputs: Inputs, root: string): Promise<void> {
  try {
    if (inputs.annotations) await annotate(ended, root);
    if (inputs.summary) await writeSummary(ended);
  } catch (cause) {
    warning(`The run cannot be told in full: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

async function runMatrix({ plan, reports }: Inputs): Promise<EndedRun> {
  const loaded = await loadPlan(plan);
  // Before anything is printed: what the suites print is masked already, what others print of these is not.
  for (const line of Object.values(loaded.secrets).flatMap((value) => value.split(/\r?\n/))) {
    if (line.trim() !== '') setSecret(line.trim());
  }
  return runToEnd(loaded, { ...reports, reporter: 'github', keep: 'never' });
}

function enter(folder: string, named: string): void {
  try {
    process.chdir(folder);
  } catch (cause) {
    throw new MatrixError('usage', `The input "working-directory" is "${named}": there is no such folder`, { cause });
  }
}
