// Rounds of a run, one after the other: what changes decides which cells are in the next one. Knows nothing of files,
// terminals and engines: what happens comes in by an inbox, and plans are made and run elsewhere.

import type { MatrixError } from '../errors.ts';
import type { CellId } from '../model/cell.ts';
import { type Outcome, type OutcomeKind, verdictOf } from '../model/outcome.ts';
import { type Cancellation, createCancellation } from '../run/cancellation.ts';
import type { Clock } from '../run/clock.ts';
import type { Happening, Inbox } from './inbox.ts';

/** Each cell in the order of the plan with a print of all that it is made of: another print, another cell. */
export type Prints = ReadonlyMap<CellId, string>;

export type WatchPorts<P> = {
  readonly clock: Clock;
  readonly inbox: Inbox;
  /** Plans what is there now. Resolves with the trouble where that cannot be planned. */
  plan(): Promise<Planned<P> | MatrixError>;
  /** Runs these cells of the plan, `first` of them before the others. Resolves when all that was made is gone. */
  run(round: Round<P>, cancellation: Cancellation): Promise<EndedRound>;
  /** Takes what there is to be told between rounds. */
  tell(news: News): void;
};

export type Planned<P> = { readonly plan: P; readonly prints: Prints };
export type Round<P> = Planned<P> & { readonly cells: ReadonlySet<CellId>; readonly first: ReadonlySet<CellId> };
/** `over`: it was ended from outside, and no other is to follow. */
export type EndedRound = {
  readonly outcomes: ReadonlyMap<CellId, Outcome>;
  readonly code: number;
  readonly over: boolean;
};

export type News =
  /** So many of the cells are about to be run again. */
  | { readonly kind: 'round'; readonly cells: number; readonly of: number; readonly wanted: Wanted }
  | { readonly kind: 'trouble'; readonly error: MatrixError }
  /** Cells that are not green were asked for, and there are none. */
  | { readonly kind: 'all-green' }
  /** The latest of every cell; those of which nothing is known are missing. */
  | { readonly kind: 'waiting'; readonly latest: ReadonlyMap<CellId, OutcomeKind> };

export type Wanted = 'affected' | 'all' | 'failed';
type Known = ReadonlyMap<CellId, { readonly print: string; readonly kind: OutcomeKind }>;

/** Files are written in bursts: it is begun when there was quiet for so long, or after so long anyway. */
const quietMs = 100;
const patienceMs = 2_000;

/**
 * Runs the first plan and then, until it is ended, whatever a change makes of it. `red` are cells that were red before.
 * Returns the exit code of the last round.
 */
export async function watchLoop<P>(ports: WatchPorts<P>, begin: Planned<P>, red: ReadonlySet<CellId>): Promise<number> {
  const { inbox, clock } = ports;
  let known: Known = new Map();
  let planned: Planned<P> | MatrixError = begin;
  let wanted: Wanted = 'affected';
  let code = 0;
  let isFirst = true;
  for (;;) {
    if (!('plan' in planned)) ports.tell({ kind: 'trouble', error: planned });
    else {
      const cells = chosen(planned.prints, known, wanted);
      if (cells.size === 0 && wanted === 'failed') ports.tell({ kind: 'all-green' });
      if (cells.size > 0 && !inbox.has('end')) {
        const first = isFirst ? red : notGreen(known);
        if (!isFirst) ports.tell({ kind: 'round', cells: cells.size, of: planned.prints.size, wanted });
        isFirst = false;
        const ended = await playRound(ports, { ...planned, cells, first }, known);
        ({ known, code } = ended);
        if (ended.over) return code;
        if (ended.next) {
          wanted = ended.next;
          planned = await ports.plan();
          continue;
        }
      }
    }
    ports.tell({ kind: 'waiting', latest: latestOf(known, planned) });
    await inbox.filled();
    const happening = inbox.take();
    if (happening?.kind === 'end') return happening.code ?? code;
    wanted = happening?.kind === 'again' ? happening.which : 'affected';
    await quiet(inbox, clock);
    planned = await ports.plan();
  }
}

type PlayedRound = Pick<EndedRound, 'code' | 'over'> & { readonly known: Known; readonly next: Wanted | undefined };

/** Runs the round to its end, or ends it as soon as what it tests is not what is there any more. */
async function playRound<P>(ports: WatchPorts<P>, round: Round<P>, before: Known): Promise<PlayedRound> {
  const { inbox, clock } = ports;
  const cancellation = createCancellation();
  const running = ports.run(round, cancellation);
  let isOver = false;
  const over = running.finally(() => {
    isOver = true;
  });
  over.catch(() => undefined);
  let next: Wanted | undefined;
  let end: Extract<Happening, { kind: 'end' }> | undefined;
  // A round that is being ended has to be awaited all the same; it may still be ended more urgently.
  while (!isOver) {
    await Promise.race([over, inbox.filled()]);
    const happening = isOver ? undefined : inbox.take();
    if (happening?.kind === 'end') {
      end = happening;
      cancellation.cancel(happening.code === 143 ? 'terminated' : 'interrupted');
    } else if (happening?.kind === 'again') next = happening.which;
    else if (happening?.kind === 'changed') {
      await quiet(inbox, clock);
      const planned = await ports.plan();
      if (!('plan' in planned)) next ??= 'affected';
      else if (isStale(planned.prints, round, before)) {
        next ??= 'affected';
        cancellation.cancel('superseded');
      }
    }
    if (next === 'all' || next === 'failed') cancellation.cancel('superseded');
  }
  const { outcomes, code, over: endedOutside } = await running;
  const known = withOutcomes(before, round, outcomes);
  return { known, code: end?.code ?? code, over: endedOutside || end !== undefined, next };
}

/** Whether some cell is not what is known of it, or what is being run. */
function isStale(
  prints: Prints,
  round: { readonly prints: Prints; readonly cells: ReadonlySet<CellId> },
  known: Known,
) {
  return [...prints].some(
    ([id, print]) => print !== (round.cells.has(id) ? round.prints.get(id) : known.get(id)?.print),
  );
}

function chosen(prints: Prints, known: Known, wanted: Wanted): ReadonlySet<CellId> {
  const red = notGreen(known);
  const isChosen = ([id, print]: readonly [CellId, string]) => {
    if (wanted === 'all' || known.get(id)?.print !== print) return true;
    return wanted === 'failed' && red.has(id);
  };
  return new Set([...prints].filter(isChosen).map(([id]) => id));
}

function notGreen(known: Known): ReadonlySet<CellId> {
  return new Set([...known].filter(([, { kind }]) => verdictOf(kind) !== 'green').map(([id]) => id));
}

/** What was cancelled is still wanted: what was known of the cell before is known of no print any more. */
function withOutcomes(
  before: Known,
  { prints, cells }: { readonly prints: Prints; readonly cells: ReadonlySet<CellId> },
  outcomes: ReadonlyMap<CellId, Outcome>,
): Known {
  const known = new Map(before);
  for (const id of cells) {
    const kind = outcomes.get(id)?.kind ?? 'cancelled';
    const earlier = known.get(id);
    if (kind !== 'cancelled') known.set(id, { print: prints.get(id) ?? '', kind });
    else if (earlier) known.set(id, { print: '', kind: earlier.kind });
  }
  return known;
}

function latestOf<P>(known: Known, planned: Planned<P> | MatrixError): ReadonlyMap<CellId, OutcomeKind> {
  const isThere = 'plan' in planned ? (id: CellId) => planned.prints.has(id) : () => true;
  return new Map([...known].filter(([id]) => isThere(id)).map(([id, { kind }]) => [id, kind]));
}

async function quiet(inbox: Inbox, clock: Clock): Promise<void> {
  const until = clock.now() + patienceMs;
  do await clock.sleep(quietMs);
  while (inbox.takeChanges() && clock.now() < until);
}
