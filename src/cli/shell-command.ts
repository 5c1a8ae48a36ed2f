// matrix shell: somebody in the environment of one cell, or in one of its services.

import type { Socket } from 'node:net';
import { MatrixError } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import type { CellPlan } from '../model/plan.ts';
import type { RunId } from '../model/run-id.ts';
import { clientCommand } from '../plan/well-known-clients.ts';
import type { Terminal } from '../run/engine.ts';
import { runShell } from '../run/shell.ts';
import { type CellOfPlan, inCell } from './in-cell.ts';
import { keptCells } from './kept-cells.ts';
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
    return runShell({
      ...input,
      terminal: terminalOf(process.stdin, process.stdout),
      ...(kept ? { joins: kept.networkId } : {}),
      ...(enters ? { enters } : {}),
      ...(command.length > 0 ? { command } : {}),
      onReady() {
        const others = Object.keys(cell.services).filter((name) => name !== service);
        const beside = others.length > 0 ? `, beside ${others.join(' and ')}` : '';
        const what = command.length > 0 ? `running ${command[0]}` : enters ? 'here you are' : 'here is a shell';
        const where = `[${cell.id}] ${what}${service === undefined ? '' : ` in ${service}`}${beside}`;
        notice(
          kept
            ? `${where} as run ${kept.owner.run} left it; matrix clean ends that`
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
