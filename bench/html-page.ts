// How long the HTML page of a run takes to open and to answer, for nine cells and for a thousand, in one browser:
//   MATRIX_TEST_BROWSER=/usr/bin/chromium node bench/html-page.ts
// Each time ends when the browser has drawn the next frame.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { documentOf, startBrowser } from '../test/page/open.ts';
import { nineCells, type SamplePage, thousandCells } from '../test/page/sample-page.ts';

const rounds = 7;
const clicks = {
  'filter by outcome': '.filters fieldset label',
  'show all again': '.filters .left button',
  'open a cell': '.cells button',
};

async function measure(name: string, { summary, tests, logs }: SamplePage): Promise<void> {
  const began = performance.now();
  const html = await documentOf(summary, tests, logs);
  const made = performance.now() - began;
  const folder = await mkdtemp(join(tmpdir(), 'matrix-bench-'));
  const file = join(folder, 'report.html');
  await writeFile(file, html);
  const browser = await startBrowser();
  const times = new Map<string, number[]>();
  const note = (what: string, ms: number) => times.set(what, [...(times.get(what) ?? []), ms]);
  for (let round = 0; round < rounds; round++) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(pathToFileURL(file).href);
    note(
      'opened',
      await page.evaluate(
        () => new Promise<number>((resolve) => requestAnimationFrame(() => resolve(performance.now()))),
      ),
    );
    for (const [what, selector] of Object.entries(clicks)) note(what, await page.evaluate(clickUntilDrawn, selector));
    await page.close();
  }
  await browser.close();
  await rm(folder, { recursive: true });
  const medians = [...times].map(([what, all]) => `${what} ${median(all).toFixed(0)} ms`);
  console.log(`${name}: ${(html.length / 1e6).toFixed(2)} MB, made in ${made.toFixed(0)} ms; ${medians.join(', ')}`);
}

/** Runs in the page. */
function clickUntilDrawn(selector: string): Promise<number> {
  const began = performance.now();
  document.querySelector<HTMLElement>(selector)?.click();
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
  });
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

await measure('9 cells', nineCells());
await measure('1,000 cells', thousandCells());
