// A bisection in words: a line a try, and what it came to.

import { type BisectState, likeliestTurn, type Range, rangeOf, rateOf, type Step } from '../bisect/next-step.ts';
import { type Colour, otherThan } from '../bisect/turn.ts';
import { formatDuration } from '../report/duration.ts';
import { failureGroups } from '../report/failure-groups.ts';
import { failureLines } from '../report/failures.ts';
import { glyphs } from '../report/glyphs.ts';
import { outcomeLook } from '../report/outcome-look.ts';
import { palette } from '../report/palette.ts';
import { printable } from '../report/printable.ts';
import type { Style } from '../report/screen.ts';
import { shellQuoted } from '../report/shell-word.ts';
import { width } from '../report/width.ts';
import type { Try } from './bisect-try.ts';
import { type Bisection, endingOf, neighboursOf } from './bisection.ts';
import { differenceLines } from './difference-lines.ts';

const said = { green: 'good', red: 'bad' } as const;
const does = { green: 'passes', red: 'fails' } as const;

/** What names the values in the lines. */
export type Named = { readonly axis: string; readonly values: readonly string[] };

/** `node=17  ✗ failed   4.2s  13 good … 17 bad, 2 tries left`. */
export function triedLine(
  { at, outcome, durationMs, why }: Pick<Try, 'at' | 'outcome' | 'durationMs' | 'why'>,
  { axis, values }: Named,
  state: BisectState,
  next: Step,
  style: Style,
): string {
  const paint = palette(style.colour);
  const { [outcomeLook(outcome, false).glyph]: sign } = glyphs(style.unicode);
  const { word, tone } = outcomeLook(outcome, false);
  const longest = Math.max(...values.map(width));
  const label = printable(`${axis}=${values[at]}`).padEnd(axis.length + 1 + longest);
  const known = why === undefined ? knownText({ axis, values }, state, next, style) : `${printable(why)}; not counted`;
  const line = `${label}  ${paint[tone](`${sign} ${word.padEnd('timed out'.length)}`)}  ${formatDuration(durationMs).padStart(6)}`;
  return `${line}  ${paint.dim(known)}`.trimEnd();
}

function knownText({ axis, values }: Named, state: BisectState, next: Step, style: Style): string {
  const rate = rateOf(state);
  if (rate > 0) {
    const likeliest = likeliestTurn(state);
    if (likeliest === undefined) return '';
    return `turns at ${axis}=${values[likeliest.first]}, by ${percent(likeliest.probability)}`;
  }
  const left = next.kind === 'try' ? (next.left ?? 0) + 1 : 0;
  const range = rangeOf(state);
  if (!range) return '';
  const { ellipsis } = glyphs(style.unicode);
  const tries = left === 0 ? '' : `, ${counted(left, 'try', 'tries')} left`;
  return `${values[range.below]} ${said[range.low]} ${ellipsis} ${values[range.to]} ${said[otherThan(range.low)]}${tries}`;
}

const unsettledHint = 'It turns more than once, or is wrong more often than --flaky says.';

/** What it came to, in lines. */
export function endText(bisection: Bisection, style: Style): readonly string[] {
  const { end, candidates, axis, tries } = bisection;
  const name = (at: number) => printable(`${axis}=${candidates[at]?.value}`);
  const runs = counted(tries.length, 'run', 'runs');
  switch (endingOf(bisection)) {
    case 'turn':
    case 'between':
      return end.step.kind === 'turn' ? turnText(bisection, end.step, style) : [];
    case 'wrong-way':
      return [wrongWayText(bisection)];
    case 'no-turn': {
      const colour = end.step.kind === 'no-turn' ? end.step.colour : 'green';
      const both = `${name(0)} and ${name(candidates.length - 1)} both`;
      const told = [
        `There is nothing to bisect: ${both} ${colour === 'green' ? 'pass' : 'fail'} (${runs}).`,
        ...hintAfterOnce(bisection, style),
      ];
      if (colour === 'green') return told;
      // Why the end fails that was thought to be good: an older one may pass, or the suite needs something else.
      const good = bisection.expected === 'red' ? candidates.length - 1 : 0;
      return [
        ...told,
        '',
        ...failureOf(
          tries.findLast(({ at }) => at === good),
          style,
        ),
      ];
    }
    case 'unheard':
      return [`The suite was not heard at ${heardNowhere(bisection)}, so nothing can be told (${runs}).`];
    case 'unsettled': {
      const counts = candidates.flatMap((_, at) => countsAt(bisection, at, name(at)));
      return [
        `What the suite says fits no single turn, after ${runs}:`,
        ...counts.map((line) => `  ${line}`),
        unsettledHint,
      ];
    }
    case 'cancelled':
      return [
        `Ended before it was found (${runs}). ${whereText(end.range, { axis, values: candidates.map(({ value }) => value) })}`,
      ];
  }
}

function turnText(bisection: Bisection, step: Extract<Step, { kind: 'turn' }>, style: Style): readonly string[] {
  const { candidates, axis, tries, end } = bisection;
  const name = (at: number) => printable(`${axis}=${candidates[at]?.value}`);
  const { low, below, first } = step;
  const after = otherThan(low);
  const runs = counted(tries.length, 'run', 'runs');
  const otherwise = end.state.trials.filter(({ at, colour }) => (at < first ? low : after) !== colour).length;
  const noise =
    otherwise === 0
      ? ''
      : `, ${otherwise} of ${counted(end.state.trials.length, 'verdict', 'verdicts')} said otherwise`;
  if (first - below > 1) {
    const skipped = candidates.slice(below + 1, first).map(({ value }) => value);
    return [
      `The suite ${does[low]} at ${name(below)} and ${does[after]} at ${name(first)}; it was not heard at ${skipped.map(printable).join(', ')} in between (${runs}${noise}).`,
    ];
  }
  const rate = rateOf(end.state);
  const isMore = rate > 0 && otherwise > Math.ceil(end.state.trials.length * rate) + 3;
  return [
    palette(style.colour).bold(
      `${name(first)} is the first that ${does[after]}, ${name(below)} the last that ${does[low]} (${runs}${noise}).`,
    ),
    ...(isMore ? [`That is more than ${percent(rate)} of them; say so with --flaky, and it is sure again.`] : []),
    ...hintAfterOnce(bisection, style),
    '',
    ...differenceLines(bisection.differences, [name(below), name(first)], style),
    ...failureOf(redNeighbour(bisection), style),
  ];
}

function wrongWayText({ candidates, axis, expected = 'green' }: Bisection): string {
  const claim = (at: number, colour: Colour) =>
    `${printable(`${axis}=${candidates[at]?.value}`)} was said to be ${said[colour]} and ${does[otherThan(colour)]}`;
  const [low, high] = [claim(0, expected), claim(candidates.length - 1, otherThan(expected))];
  return `Good and bad are the wrong way round: ${low}, ${high}.`;
}

function redNeighbour(bisection: Bisection): Try | undefined {
  const neighbours = neighboursOf(bisection);
  return neighbours && [neighbours.first, neighbours.before].find(({ verdict }) => verdict === 'red');
}

/** The first failure of a try that was red, and the command that has it again. */
function failureOf(red: Try | undefined, style: Style): readonly string[] {
  const [group] = red ? failureGroups(red.ended.summary, red.ended.tests) : [];
  if (!red || !group) return [];
  const reproduce = (cell: string) => `matrix repro ${shellQuoted(cell)} --run ${red.ended.summary.run}`;
  return failureLines(group, style, { ...red.ended.reports, reproduce });
}

/** Nothing that was asked once can be known to be always so. */
function hintAfterOnce({ end: { state } }: Bisection, style: Style): readonly string[] {
  if (rateOf(state) > 0 || state.repeats > 1) return [];
  const text =
    'Each value was asked once. Where the suite now and then fails by itself, --flaky 20 asks until that does not matter.';
  return [palette(style.colour).dim(text)];
}

function heardNowhere({ end: { state }, candidates, axis, tries }: Bisection): string {
  const whys = [...state.unheard].map((at) => {
    const why = tries.findLast((one) => one.at === at)?.why;
    return printable(`${axis}=${candidates[at]?.value}${why === undefined ? '' : ` (${why})`}`);
  });
  return whys.slice(0, 5).join(', ') + (whys.length > 5 ? ` and ${whys.length - 5} more` : '');
}

function countsAt({ end: { state } }: Bisection, at: number, name: string): readonly string[] {
  const own = state.trials.filter((trial) => trial.at === at);
  const red = own.filter(({ colour }) => colour === 'red').length;
  return own.length === 0 ? [] : [`${name}: failed in ${red} of ${own.length}`];
}

/** Between which values the turn is, as far as is known. */
export function whereText(range: Range | undefined, { axis, values }: Named): string {
  if (!range) return 'Of both ends nothing is known yet.';
  const name = (at: number) => printable(`${axis}=${values[at]}`);
  return `The suite ${does[range.low]} at ${name(range.below)} and ${does[otherThan(range.low)]} at ${name(range.to)}: the turn is in between.`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Never more certain than it is. */
function percent(part: number): string {
  return part >= 0.99 && part < 1
    ? `${(Math.floor(part * 1_000) / 10).toFixed(1)} %`
    : `${Math.floor(part * 100 + 1e-9)} %`;
}
