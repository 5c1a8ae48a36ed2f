// Opens an HTML report as a reader does: from a file, in a real browser.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { buildPage } from '../../scripts/build/build-page.ts';
import { whereOf, whereRed } from '../../src/diagnosis/where-red.ts';
import type { Summary } from '../../src/model/summary.ts';
import type { RunTests } from '../../src/model/test-result.ts';
import { type HtmlLog, htmlReport } from '../../src/report/html/html-report.ts';

export type Opened = {
  readonly page: Page;
  /** The address of the document, without what stands after `#`. */
  readonly url: string;
  /** Every address that was asked for. */
  readonly requests: readonly string[];
  /** What the browser complained about: errors of scripts, and what the document's policy refused. */
  readonly complaints: readonly string[];
};

const assets = buildPage();

/** The document of a run. */
export async function documentOf(
  summary: Summary,
  tests: RunTests = new Map(),
  logs: readonly HtmlLog[] = [],
): Promise<string> {
  return htmlReport(summary, tests, logs, await assets, { whereRed, whereOf, file: 'matrix.yml' });
}

/** Only ends what hangs, on a machine however busy. */
const patienceMs = 100_000;

/** Starts the browser that MATRIX_TEST_BROWSER names. */
export function startBrowser(): Promise<Browser> {
  const executablePath = process.env.MATRIX_TEST_BROWSER;
  if (executablePath === undefined) throw new Error('MATRIX_TEST_BROWSER is not set: npm test sets it');
  const quiet = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'];
  return chromium.launch({ executablePath, args: quiet, timeout: patienceMs });
}

/** Opens a document in a window of its own, which ends with the test. */
export async function open(
  browser: Browser,
  html: string,
  { hash = '', ...options }: BrowserContextOptions & { readonly hash?: string } = {},
): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'matrix-page-'));
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(patienceMs);
  onTestFinished(async () => {
    await context.close();
    await rm(folder, { recursive: true });
  });
  const file = join(folder, 'report.html');
  await writeFile(file, html);
  const url = pathToFileURL(file).href;
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => {});
  });
  await page.goto(url + hash);
  return { page, url, requests, complaints };
}
