// The command line: which commands there are, and how trouble is told. Each is defined in commands/.

import { Command, CommanderError } from 'commander';
import { addBisect } from './commands/bisect.ts';
import { addClean } from './commands/clean.ts';
import { addCompletion } from './commands/completion.ts';
import { addDoctor } from './commands/doctor.ts';
import type { Exit } from './commands/exit.ts';
import { addInit } from './commands/init.ts';
import { addLock } from './commands/lock.ts';
import { addLogs } from './commands/logs.ts';
import { addPlan } from './commands/plan.ts';
import { addReport } from './commands/report.ts';
import { addRepro } from './commands/repro.ts';
import { addRun } from './commands/run.ts';
import { addSchema } from './commands/schema.ts';
import { addShell } from './commands/shell.ts';
import { addUp } from './commands/up.ts';
import { tellTrouble } from './tell-trouble.ts';
import { onOutputLost } from './terminal.ts';

const usageExitCode = 2;

/** Runs a command line and returns its exit code. Tells trouble on stderr; never throws. */
export async function runProgram(argv: readonly string[], version: string): Promise<number> {
  let code = 0;
  const program = createProgram(version, (result) => {
    code = result;
  });
  onOutputLost(() => process.exit(code));
  try {
    await program.parseAsync(argv);
    return code;
  } catch (error) {
    return tell(error);
  }
}

function tell(error: unknown): number {
  // Commander has said already what it had to say; help and version are no trouble.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageExitCode;
  return tellTrouble(error);
}

export function createProgram(version: string, exit: Exit): Command {
  const program = new Command('matrix')
    .description('Runs your test suite in every environment that you say you support.')
    .version(version, '-V, --version')
    .exitOverride()
    .showHelpAfterError('(matrix --help tells what there is)')
    .enablePositionalOptions();
  addRun(program, exit);
  addPlan(program);
  addInit(program);
  addSchema(program);
  addReport(program);
  addLogs(program);
  addShell(program, exit);
  addUp(program, exit);
  addRepro(program, exit);
  addLock(program, exit);
  addBisect(program, exit);
  addClean(program, exit);
  addDoctor(program, exit);
  addCompletion(program);
  for (const command of program.commands)
    command.showHelpAfterError(`(matrix ${command.name()} --help tells what there is)`);
  return program;
}
