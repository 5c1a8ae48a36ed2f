// The command line: which commands there are, what they take, and how trouble is told.

import { Argument, Command, CommanderError, Option } from 'commander';
import { MatrixError } from '../errors.ts';
import type { Shard } from '../matrix/shard.ts';
import type { Keep } from '../run/context.ts';
import { collect, count, cover, duration, jobs, shard } from './flag-values.ts';
import { initHelp, planHelp, reportHelp, runHelp } from './help-texts.ts';
import type { PlanOptions } from './load-plan.ts';
import { reporterNames } from './reporter-names.ts';
import { type SchemaName, schemaNames, schemaOf } from './schema-command.ts';
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

function createProgram(version: string, exit: (code: number) => void): Command {
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
  addRepro(program, exit);
  addClean(program, exit);
  return program;
}

type SelectionFlags = {
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  readonly shard?: Shard;
  readonly times?: string;
  readonly cover?: 'all' | number;
};

type PlanFlags = SelectionFlags & { readonly json?: boolean; readonly github?: boolean };

type ReportFlags = {
  readonly reporter?: (typeof reporterNames)[number];
  readonly json?: string;
  readonly junit?: string;
  readonly markdown?: string;
  readonly html?: string;
};

type RunFlags = SelectionFlags &
  ReportFlags & {
    readonly jobs?: number | 'auto';
    readonly failFast?: boolean;
    readonly retries?: number;
    readonly timeout?: number;
    readonly failed?: boolean;
    readonly run?: string;
    readonly keep: Keep;
    readonly dryRun?: boolean;
  };

function addRun(program: Command, exit: (code: number) => void): void {
  withReports(withSelection(program.command('run')))
    .description('run the suite in every cell of the matrix')
    .option('-j, --jobs <n>', 'how many cells at once, or auto', jobs)
    .option('--failed', 'only the cells that were red in the last run of this matrix')
    .option('--run <run>', 'with --failed: of this run, by its folder or id')
    .option('--fail-fast', 'cancel the rest when a cell fails')
    .option('--retries <n>', 'try a failed suite again so often; a pass is then flaky', count)
    .option('--timeout <duration>', 'for each suite, such as 90s or 5m', duration)
    .addOption(
      new Option('--keep <which>', 'leave cells standing as they ended, for matrix shell; matrix clean ends them')
        .choices(['never', 'failed', 'always'])
        .default('never'),
    )
    .addOption(new Option('--reporter <name>', 'how to show it').choices([...reporterNames]))
    .option('--dry-run', 'show the plan and start nothing')
    .addHelpText('after', runHelp)
    .action(async (file: string | undefined, flags: RunFlags, command: Command) => {
      const { loadPlan } = await import('./load-plan.ts');
      const loaded = await loadPlan(planOptions(file, flags, command));
      if (flags.dryRun) {
        const { showPlan } = await import('./plan-command.ts');
        return showPlan(loaded, 'text');
      }
      const { run } = await import('./run-command.ts');
      const { reporter, json, junit, markdown, html, keep } = flags;
      exit(await run(loaded, { reporter, json, junit, markdown, html, keep }));
    });
}

function addPlan(program: Command): void {
  withSelection(program.command('plan'))
    .description('show the cells, their images and services; needs no engine')
    .option('--json', 'print the plan as JSON')
    .addOption(
      new Option(
        '--github',
        "print the matrix of a GitHub workflow, for fromJSON(); a job's shard is its cells",
      ).conflicts('json'),
    )
    .addHelpText('after', planHelp)
    .action(async (file: string | undefined, flags: PlanFlags, command: Command) => {
      const [{ loadPlan }, { showPlan }] = await Promise.all([import('./load-plan.ts'), import('./plan-command.ts')]);
      if (flags.github && flags.shard)
        throw new MatrixError('usage', 'The shards of --github are made of all cells', {
          hint: 'leave --shard out',
        });
      const loaded = await loadPlan(planOptions(file, flags, command, flags.github));
      await showPlan(loaded, flags.json ? 'json' : flags.github ? 'github' : 'text');
    });
}

function addInit(program: Command): void {
  program
    .command('init')
    .description('look at the project here and write a matrix.yml for it')
    .option('--print', 'print it instead')
    .addHelpText('after', initHelp)
    .action(async (flags: { readonly print?: boolean }) => {
      const { init } = await import('./init-command.ts');
      await init({ print: flags.print ?? false });
    });
}

function addSchema(program: Command): void {
  program
    .command('schema')
    .description('print the JSON Schema of the matrix file, for editors; of run.json; of a plan')
    .addArgument(new Argument('[of]', 'what it describes').choices([...schemaNames]).default('file'))
    .action(async (of: SchemaName) => {
      process.stdout.write(`${JSON.stringify(await schemaOf(of), null, 2)}\n`);
    });
}

function addReport(program: Command): void {
  withReports(program.command('report'))
    .description('a recorded run once more: the table, where it is red, the failures; several as one')
    .argument('[runs...]', 'folders of runs, or of shards, wherever they are, or ids (default: the newest)')
    .addOption(new Option('--reporter <name>', 'tell all of it again, as it was told then').choices([...reporterNames]))
    .addHelpText('after', reportHelp)
    .action(async (runs: readonly string[], { reporter, json, junit, markdown, html }: ReportFlags) => {
      const { report } = await import('./report-command.ts');
      await report(runs, { reporter, json, junit, markdown, html });
    });
}

function addLogs(program: Command): void {
  program
    .command('logs')
    .description('what the suite of a cell, or one of its services, has written')
    .argument('<cell>', 'a selector that leaves one cell, such as node=13,postgres=15')
    .argument('[service]', 'the service (default: the suite)')
    .option('--run <run>', 'of this run, by its folder or id (default: the newest)')
    .option('--attempt <n>', 'of this attempt (default: the last)', count)
    .action(
      async (
        cell: string,
        service: string | undefined,
        flags: { readonly run?: string; readonly attempt?: number },
      ) => {
        const { logs } = await import('./logs-command.ts');
        await logs(cell, service, { run: flags.run, attempt: flags.attempt });
      },
    );
}

function addRepro(program: Command, exit: (code: number) => void): void {
  program
    .command('repro')
    .description('a cell of a recorded run again, from the very images it had; left standing where it fails')
    .argument('[cell]', 'a selector that leaves one cell (default: the only red one)')
    .option('--run <run>', 'of this run, by its folder or id (default: the newest)')
    .addOption(new Option('--reporter <name>', 'how to show it').choices([...reporterNames]))
    .action(async (cell: string | undefined, flags: Pick<RunFlags, 'run' | 'reporter'>) => {
      const { repro } = await import('./repro-command.ts');
      exit(await repro(cell, { run: flags.run, reporter: flags.reporter }));
    });
}

function addShell(program: Command, exit: (code: number) => void): void {
  program
    .command('shell')
    .description('a shell in the environment of a cell, beside its services; what is typed is gone with it')
    .argument('<cell>', 'a selector that leaves one cell, such as node=13,postgres=15')
    .argument('[file]', 'the matrix file, or a name in matrices/ (default: matrix.yml here or above)')
    .action(async (cell: string, file: string | undefined) => {
      const [{ loadPlan }, { shell }] = await Promise.all([import('./load-plan.ts'), import('./shell-command.ts')]);
      exit(await shell(cell, await loadPlan({ file, only: [], except: [], extraArgs: [], overrides: {} })));
    });
}

function addClean(program: Command, exit: (code: number) => void): void {
  program
    .command('clean')
    .description('remove what dead runs left on the engine')
    .option('--images', 'the images that were built as well, those of all projects')
    .option('--dry-run', 'only say what would be removed')
    .action(async (flags: { readonly images?: boolean; readonly dryRun?: boolean }) => {
      const { clean } = await import('./clean-command.ts');
      exit(await clean(flags, (line) => process.stdout.write(`${line}\n`)));
    });
}

function withReports(command: Command): Command {
  return command
    .option('--json <file>', 'write the results as JSON; - is stdout')
    .option('--junit <file>', 'the same as JUnit XML: a suite a cell')
    .option('--markdown <file>', 'the same as Markdown, for a summary or a pull request')
    .option('--html <file>', 'the same as one page for a browser, with the logs; it asks for nothing else');
}

function withSelection(command: Command): Command {
  return command
    .argument('[file]', 'the matrix file, or a name in matrices/ (default: matrix.yml here or above)')
    .option('--only <selector>', 'only these cells, such as node>=15,postgres=13; repeat for more', collect)
    .option('--except <selector>', 'not these cells; repeat for more', collect)
    .option('--shard <i/n>', 'of what is left, the i-th of n parts', shard)
    .option(
      '--times <run>',
      'balance the shards by the times of this run: its folder, its run.json, or what --json wrote',
    )
    .option('--cover <all|pairwise|2..6>', 'instead of what the file says', cover)
    .allowExcessArguments();
}

function planOptions(
  file: string | undefined,
  flags: Omit<RunFlags, 'json' | 'keep'>,
  command: Command,
  cutsAnyway = false,
): PlanOptions {
  // Commander gives what stands after `--` as arguments like all others; the raw words tell where it began.
  const raw = process.argv.indexOf('--');
  const extraArgs = raw === -1 ? [] : process.argv.slice(raw + 1);
  const positional = command.args.slice(0, command.args.length - extraArgs.length);
  if (positional.length > 1) {
    throw new MatrixError('usage', `One matrix file at a time, not ${positional.length}: ${positional.join(' ')}`, {
      hint: 'words for the test command come after --',
    });
  }
  const { jobs: atOnce, failFast, retries, timeout, shard: part, times, cover: strength } = flags;
  if (times !== undefined && !part && !cutsAnyway)
    throw new MatrixError('usage', '--times balances shards, and there are none', { hint: 'such as --shard 2/5' });
  if (flags.run !== undefined && !flags.failed)
    throw new MatrixError('usage', '--run names the run whose red cells are meant', { hint: 'add --failed' });
  return {
    file: positional.length === 0 ? undefined : file,
    ...(flags.failed ? { failed: { run: flags.run } } : {}),
    only: flags.only ?? [],
    except: flags.except ?? [],
    ...(part === undefined ? {} : { shard: part }),
    ...(times === undefined ? {} : { times }),
    extraArgs,
    overrides: {
      ...(atOnce === undefined ? {} : { jobs: atOnce }),
      ...(failFast === undefined ? {} : { failFast }),
      ...(retries === undefined ? {} : { retries }),
      ...(timeout === undefined ? {} : { timeoutMs: timeout }),
      ...(strength === undefined ? {} : { cover: strength }),
    },
  };
}
