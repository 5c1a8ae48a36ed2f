// matrix doctor: what would stop a run here, and what mends it.

import { palette } from '../report/palette.ts';
import type { Screen } from '../report/screen.ts';
import { examine } from '../upkeep/examine.ts';
import type { Finding } from '../upkeep/finding.ts';
import { gatherFacts } from './gather-facts.ts';

export type DoctorOptions = { readonly file: string | undefined; readonly json: boolean; readonly version: string };

/** Looks, and tells what was found. Returns the exit code: 3 where something would stop a run. */
export async function doctor({ file, json, version }: DoctorOptions, screen: Screen): Promise<number> {
  const findings = examine(await gatherFacts(file, version));
  const isFit = findings.every(({ level }) => level !== 'fail');
  screen.write(
    json ? `${JSON.stringify({ schemaVersion: 1, isFit, findings }, null, 2)}\n` : findingsText(findings, screen),
  );
  return isFit ? 0 : 3;
}

/** A line for each finding, its fix below it, and what all of it comes to. */
export function findingsText(findings: readonly Finding[], { colour }: Pick<Screen, 'colour'>): string {
  const { green, amber, red, bold } = palette(colour);
  const tones = { ok: green, warn: amber, fail: red };
  const column = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, level, text, fix }) => [
    `${tones[level](level.padEnd(4))}  ${bold(check.padEnd(column))}  ${text}`,
    ...(fix === undefined ? [] : [`${' '.repeat(column + 8)}fix: ${fix}`]),
  ]);
  const count = (wanted: Finding['level']) => findings.filter(({ level }) => level === wanted).length;
  return `${[...lines, '', verdict(count('fail'), count('warn'))].join('\n')}\n`;
}

function verdict(fails: number, warnings: number): string {
  const beside = warnings === 0 ? '' : `; ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
  if (fails === 0) return `Nothing stops a run here${beside}.`;
  return `${fails === 1 ? 'One thing' : `${fails} things`} would stop a run here${beside}.`;
}
