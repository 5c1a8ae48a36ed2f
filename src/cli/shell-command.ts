// matrix shell: somebody in the environment of one cell, or in one of its services.

import type { Socket } from 'node:net';
import { runningServices } from '../docker/leftovers.ts';
import { MatrixError } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import type { CellPlan, ServiceName } from '../model/plan.ts';
import type { RunId } from '../model/run-id.ts';
import { clientCommand } from '../plan/well-known-clients.ts';
import { shellQuoted } from '../report/shell-word.ts';
import type { Terminal } from '../run/engine.ts';
import { runShell } from '../run/shell.ts';
import { type CellOfPlan, inCell } from './in-cell.ts';
import { keptCells } from './kept-cells.ts';
import { preflight } from './preflight.ts';
import { notice } from './terminal.ts';

export type ShellOptions = {
  /** The project whose runs may have left the cell standing, and the one of them that is meant. */
  readonly keptBy: { readonly root: string; readonly run: RunId | undefined };
  /** The service that is entered. */
  readonly service: string | undefined;
  /** What is run instead of a shell. */
  readonly command: readonly string[];
};

/** Opens the shell and returns its exit code; 3 where the environment could not be had. Throws a MatrixError. */
export async function shell(of: CellOfPlan, { keptBy, service, command }: ShellOptions): Promise<number> {
  const { cell } = of;
  const enters = service === undefined ? undefined : entering(service, cell, command);
  return inCell(of, async (input, connection) => {
    const standing = await keptCells(connection, keptBy.root);
    const kept = standing.find(
      ({ cell: id, owner }) => id === cell.id && (keptBy.run === undefined || owner.run === keptBy.run),
    );
    if (!kept) await preflight(connection, input.engine, { cells: [cell] });
    const running = kept ? await runningServices(connection.docker, kept) : undefined;
    const isDead = (name: string) => running !== undefined && !running.has(name);
    if (service !== undefined && isDead(service)) throw ended(service, cell, kept?.owner.run);
    return runShell({
      ...input,
      terminal: terminalOf(process.stdin, process.stdout),
      ...(kept ? { joins: { run: kept.owner.run, networkId: kept.networkId } } : {}),
      ...(enters ? { enters } : {}),
      ...(command.length > 0 ? { command } : {}),
      onReady() {
        const others = Object.keys(cell.services).filter((name) => name !== service);
        const beside = besideWords(others, isDead);
        const what = command.length > 0 ? `running ${command[0]}` : enters ? 'here you are' : 'here is a shell';
        const where = `[${cell.id}] ${what}${service === undefined ? '' : ` in ${service}`}${beside}`;
        notice(
          kept
            ? `${where}, as run ${kept.owner.run} left it; it stands while you are here, and then until matrix clean`
            : `${where}; its end ends all of it`,
        );
        return takeTerminal(process.stdin);
      },
    });
  });
}

function entering(service: string, { id, services }: CellPlan, command: readonly string[]) {
  const plan = services[service];
  if (plan) return { service, command: command.length > 0 ? command : clientCommand(plan.image) };
  const names = Object.keys(services);
  const near = nearest(service, names);
  throw new MatrixError('usage', `${id} has no service "${service}"`, {
    hint: near ? `did you mean "${near}"?` : names.length > 0 ? `it has ${names.join(', ')}` : 'it has none',
  });
}

/** `, beside web, without db, which has ended`. */
function besideWords(services: readonly ServiceName[], isDead: (service: ServiceName) => boolean): string {
  const listed = (names: readonly ServiceName[]) => names.join(' and ');
  const [dead, alive] = [services.filter(isDead), services.filter((name) => !isDead(name))];
  return [
    alive.length > 0 ? `, beside ${listed(alive)}` : '',
    dead.length > 0 ? `, without ${listed(dead)}, which ${dead.length > 1 ? 'have' : 'has'} ended` : '',
  ].join('');
}

function ended(service: ServiceName, { id }: CellPlan, run: RunId | undefined): MatrixError {
  const named = run === undefined ? '' : ` --run ${run}`;
  return new MatrixError('engine', `The service ${service} of ${id} has ended, so that nobody can enter it`, {
    hint: `what it wrote: matrix logs ${shellQuoted(id)} ${service}${named}`,
  });
}

function terminalOf(input: NodeJS.ReadStream & Socket, output: NodeJS.WriteStream): Terminal {
  return {
    input,
    output,
    isTty: Boolean(input.isTTY && output.isTTY),
    size: () => (output.isTTY ? { columns: output.columns, rows: output.rows } : undefined),
    onResize(listener) {
      output.on('resize', listener);
      return () => output.off('resize', listener);
    },
  };
}

/** Every key goes to the shell, Ctrl-C too. */
function takeTerminal(input: NodeJS.ReadStream): () => void {
  if (!input.isTTY) return () => undefined;
  input.setRawMode(true);
  return () => input.setRawMode(false);
}
