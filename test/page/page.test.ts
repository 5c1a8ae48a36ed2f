// The HTML report in a real browser.

import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HtmlLog } from '../../src/report/html/html-report.ts';
import { samplePlan } from '../report/samples/plans.ts';
import { sampleRun, summaryOf } from '../report/samples/runs.ts';
import { testsOf } from '../report/samples/tests.ts';
import { documentOf, open, startBrowser } from './open.ts';
import { nineCells, thousandCells } from './sample-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const nine = () => {
  const { summary, tests, logs } = nineCells();
  return documentOf(summary, tests, logs);
};

/** What was asked of the browser is on its screen: it has drawn a frame since, and one of what followed from that. */
async function drawn(page: Page): Promise<void> {
  for (let frame = 0; frame < 2; frame++)
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
}

/** As the page has it now: playwright hears of that by another way, in its time. */
function addressOf(page: Page): Promise<string> {
  return page.evaluate(() => location.href);
}

/** Names of the cells in the table, as a screen reader says them, without their times. */
async function cellsShown(page: Page): Promise<readonly string[]> {
  await drawn(page);
  return page
    .locator('.cells button')
    .evaluateAll((buttons) =>
      buttons.map((button) =>
        (button.ariaLabel ?? button.textContent ?? '').replace(/[✗✓!]/, '').replace(/, [\d.hms]+$/, ''),
      ),
    );
}

/** The rows of the table of tests, `|` between their columns. */
async function testsShown(page: Page): Promise<readonly string[]> {
  await drawn(page);
  return page
    .locator('.tests tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => (cell.querySelector('summary') ?? cell).textContent).join('|')),
    );
}

/** Whether a line is in the part of its log that is seen, once the browser has drawn what was asked of it. */
async function inView(page: Page, line: string): Promise<boolean> {
  await page.locator(line).waitFor();
  await drawn(page);
  return page.locator(line).evaluate((element) => {
    const [inner, outer] = [element.getBoundingClientRect(), element.closest('.log')?.getBoundingClientRect()];
    return outer !== undefined && inner.top >= outer.top && inner.bottom <= outer.bottom + 1;
  });
}

test('nine cells: what broke and where, from one file that asks for nothing', async () => {
  const { page, url, requests, complaints } = await open(browser, await nine());
  await expect(page.locator('h1').innerText()).resolves.toBe('✗ todo-api');
  await expect(page.locator('header .where').innerText()).resolves.toBe(
    'fails exactly where node<15, or where postgres<15',
  );
  await expect(cellsShown(page)).resolves.toEqual([
    'node=13,postgres=13, failed, exit code 1',
    'node=13,postgres=15, failed, exit code 1',
    'node=13,postgres=17, failed, exit code 1',
    'node=15,postgres=13, failed, exit code 1',
    'node=15,postgres=15, passed',
    'node=15,postgres=17, passed',
    'node=20,postgres=13, failed, exit code 1',
    'node=20,postgres=15, not ready, service db: it exited with code 1 before it was ready',
    'node=20,postgres=17, passed',
  ]);
  await expect(page.locator('.failure h3').allInnerTexts()).resolves.toEqual([
    '✗ failed exit code 1 · 3 cells',
    '✗ failed exit code 1 · 2 cells',
    '! not ready service db: it exited with code 1 before it was ready · 1 cell',
  ]);
  await expect(testsShown(page)).resolves.toEqual([
    'settings › fall back to defaults exactly where node<15|✗failed|✗failed|✗failed|✓passed|✓passed|✓passed|✓passed|✓passed',
    'todos › merges exactly where node>=15 and postgres<15|✓passed|✓passed|✓passed|✗failed|✓passed|✓passed|✗failed|✓passed',
  ]);
  expect(requests).toEqual([url]);
  expect(complaints).toEqual([]);
});

test('filters leave what they name, everywhere on the page, and are in the address', async () => {
  const { page, url } = await open(browser, await nine());
  await page.getByRole('group', { name: 'outcome' }).getByText('failed').click();
  await page.getByRole('group', { name: 'postgres' }).getByText('15').click();
  await page.getByRole('group', { name: 'postgres' }).getByText('17').click();
  const left = ['node=13,postgres=15, failed, exit code 1', 'node=13,postgres=17, failed, exit code 1'];
  await expect(cellsShown(page)).resolves.toEqual(left);
  await expect(page.locator('.filters output').innerText()).resolves.toBe('2 of 9 cells');
  await expect(page.locator('.failure').count()).resolves.toBe(1);
  await expect(page.locator('.tests tbody tr').count()).resolves.toBe(1);
  await expect(page.locator('.timeline button').count()).resolves.toBe(2);
  const address = await addressOf(page);
  expect(address).toBe(`${url}#axis.postgres=15&axis.postgres=17&outcome=failed`);

  const sent = await open(browser, await nine(), { hash: new URL(address).hash });
  await expect(cellsShown(sent.page)).resolves.toEqual(left);

  await page.getByRole('button', { name: 'Show all' }).click();
  await page.keyboard.press('/');
  await page.keyboard.type('NODE=20');
  await expect(cellsShown(page)).resolves.toHaveLength(3);
  await page.keyboard.type('0');
  await drawn(page);
  await expect(page.getByText('No cell is like that.').isVisible()).resolves.toBe(true);
});

test('a log is searched from match to match, and a line of it has an address', async () => {
  const { page } = await open(browser, await nine());
  await page.locator('[data-cell="3"]').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'db' }).click();
  await drawn(page);
  await expect(dialog.locator('.log .omitted').textContent()).resolves.toContain('1000 lines are left out here');
  await dialog.getByLabel('Search in this log').fill('Merge');
  const found = async () => {
    await drawn(page);
    return [await dialog.locator('search output').innerText(), await dialog.locator('.log .current').textContent()];
  };
  await expect(found()).resolves.toEqual(['1 of 2', '1003merge join of todos']);
  await page.keyboard.press('Enter');
  await expect(found()).resolves.toEqual(['2 of 2', '1004no merge of lists']);
  await page.keyboard.press('Shift+Enter');
  await expect(found()).resolves.toEqual(['1 of 2', '1003merge join of todos']);
  await expect(dialog.locator('mark').allInnerTexts()).resolves.toEqual(['merge', 'merge']);

  await dialog.getByRole('button', { name: 'Link to line 1004' }).click();
  await drawn(page);
  const hash = '#cell=node%3D15%2Cpostgres%3D13&log=service.db&line=1004';
  expect(new URL(await addressOf(page)).hash).toBe(hash);
  const sent = await open(browser, await nine(), { hash });
  await expect(sent.page.locator('.log .target').textContent()).resolves.toBe('1004no merge of lists');
  await expect(
    sent.page.locator('.log .target').evaluate((line) => line.getBoundingClientRect().top < innerHeight),
  ).resolves.toBe(true);
});

test('a command is copied', async () => {
  const { page } = await open(browser, await nine());
  await page.locator('.failure').first().getByRole('button', { name: 'Copy' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.press('Control+V');
  await drawn(page);
  await expect(page.getByRole('searchbox', { name: 'cell' }).inputValue()).resolves.toBe(
    "matrix run matrix.yml --only 'node=13,postgres=13'",
  );
});

test('the keyboard goes everywhere: along the cells, into one, and back to where it was', async () => {
  const { page } = await open(browser, await nine());
  const focus = async () => {
    await drawn(page);
    return page.evaluate(() => document.activeElement?.textContent ?? '');
  };
  const walked: string[] = [];
  for (let presses = 0; presses < 40 && !(await focus()).startsWith('node=13,postgres=13, ✗failed'); presses++) {
    await page.keyboard.press('Tab');
    walked.push(await focus());
  }
  expect(walked.slice(0, 3)).toEqual(['Colours: auto', '', '']);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await focus()).toMatch(/^node=20,postgres=15, !not ready/);
  await page.keyboard.press('ArrowDown');
  expect(await focus()).toMatch(/^node=20,postgres=15, !not ready/);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await drawn(page);
  await expect(dialog.locator('h2').innerText()).resolves.toMatch(/^! node=20,postgres=15 not ready/);
  await dialog.getByRole('button', { name: 'Next' }).press('Enter');
  await drawn(page);
  await expect(dialog.locator('h2').innerText()).resolves.toMatch(/^✓ node=20,postgres=17 passed/);
  await page.goBack();
  await drawn(page);
  await expect(dialog.locator('h2').innerText()).resolves.toMatch(/^! node=20,postgres=15 not ready/);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await focus()).toMatch(/^node=20,postgres=15, !not ready/);
  await page.keyboard.press('Tab');
  expect(await focus()).toBe('node=13,postgres=13');
});

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  test('nothing is wrong for people who hear it, or see little', async () => {
    const { page } = await open(browser, await nine(), { colorScheme });
    const back = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(back).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(13, 17, 23)');
    await expect(violations(page)).resolves.toEqual([]);
    await page.locator('[data-cell="0"]').click();
    await page.locator('.log li').first().waitFor();
    await expect(violations(page)).resolves.toEqual([]);
  });

  test('the other colours are a button away, and stay', async () => {
    const { page } = await open(browser, await nine(), { colorScheme });
    const back = async () => {
      await drawn(page);
      return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    };
    await page.getByRole('button', { name: 'Colours: auto' }).click();
    expect(await back()).toBe('rgb(255, 255, 255)');
    await page.getByRole('button', { name: 'Colours: light' }).click();
    expect(await back()).toBe('rgb(13, 17, 23)');
    await page.reload();
    await page.getByRole('button', { name: 'Colours: dark' }).waitFor();
    expect(await back()).toBe('rgb(13, 17, 23)');
  });
});

/** What a stock checker of accessibility finds, contrast included. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: checker } = window as unknown as { readonly axe: typeof axe };
    const { violations: found } = await checker.run();
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}

test('nothing of what a suite prints is run or fetched', async () => {
  const hostile = [
    '</script><script>window.taken = 1</script>',
    '<img src=x onerror="window.taken = 2">',
    '<!--<script>window.taken = 3</script>',
    '"><svg onload="window.taken = 4">',
    'javascript:window.taken=5',
    '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
    ']]>--></noscript></pre><script>window.taken = 6</script>',
    '{"__proto__":{"taken":7}}',
  ];
  const plan = samplePlan({ node: ['13', hostile[1] ?? ''], 'a<b>&"c': ['13', '15'] }, { name: hostile[0] ?? '' });
  const summary = summaryOf(
    plan,
    sampleRun(plan, ({ index }) =>
      index === 0 ? { outcome: { kind: 'failed', exitCode: 1 }, tail: hostile } : undefined,
    ),
  );
  const tests = testsOf(
    plan,
    Object.fromEntries(hostile.map((name) => [name, ({ node }) => (node === '13' ? 'failed' : 'passed')])),
  );
  const logs = plan.cells.map(
    ({ id }): HtmlLog => ({
      source: { cell: id, attempt: 1, source: 'test' },
      first: hostile.join('\n'),
      last: '',
      omitted: 0,
    }),
  );
  const { page, url, requests, complaints } = await open(browser, await documentOf(summary, tests, logs));
  for (const row of await page.locator('.tests summary').all()) await row.click();
  await page.locator('[data-cell="0"]').click();
  await drawn(page);
  await expect(page.locator('.log li code').allTextContents()).resolves.toEqual(hostile);
  await page.getByLabel('Search in this log').fill('<');
  await drawn(page);
  await expect(page.locator('h1').innerText()).resolves.toBe(`✗ ${hostile[0]}`);
  expect(await page.evaluate(() => [(window as { taken?: number }).taken, ({} as { taken?: number }).taken])).toEqual([
    undefined,
    undefined,
  ]);
  expect(requests).toEqual([url]);
  expect(complaints).toEqual([]);
});

test('its policy refuses what was put into it', async () => {
  const html = (await nine()).replace(
    '<body>',
    '<body><script>window.taken = 1</script><img src="http://127.0.0.1:9/x.png">',
  );
  const { page, complaints } = await open(browser, html);
  expect(await page.evaluate(() => (window as { taken?: number }).taken)).toBe(undefined);
  expect(complaints).toHaveLength(2);
  for (const complaint of complaints) expect(complaint).toContain('Content Security Policy');
});

test('without scripts it is the report of the terminal', async () => {
  const { page } = await open(browser, await nine(), { javaScriptEnabled: false });
  const text = await page.locator('noscript pre').innerText();
  expect(text).toContain('fails exactly where node<15, or where postgres<15');
  expect(text).toContain('│ node \\ postgres │');
});

test('a thousand cells: all are there, filters and a cell in the middle work', async () => {
  const { summary, tests, logs } = thousandCells();
  const { page, url, requests, complaints } = await open(browser, await documentOf(summary, tests, logs));
  await expect(page.locator('header .where').innerText()).resolves.toBe('fails exactly where a<1, or where c=7');
  await expect(page.locator('.cells button').count()).resolves.toBe(1_000);
  await expect(page.locator('.timeline button').count()).resolves.toBe(100);
  const more = page.getByRole('button', { name: 'Show 900 more cells' });
  await more.click();
  await more.waitFor({ state: 'detached' });
  await expect(page.locator('.timeline button').count()).resolves.toBe(1_000);
  await expect(violations(page)).resolves.toEqual([]);
  expect((await testsShown(page))[0]).toBe('suite 0 › test 0 exactly where a<1, or where c=7|190 of 1000');
  await page.getByRole('group', { name: 'a', exact: true }).getByText('4').click();
  await page.getByRole('group', { name: 'c', exact: true }).getByText('7').click();
  await expect(cellsShown(page)).resolves.toEqual(
    Array.from({ length: 10 }, (_, b) => `a=4,b=${b},c=7, failed, exit code 1`),
  );
  await expect(page.locator('.tests tbody tr').first().locator('td').count()).resolves.toBe(10);
  const sent = await open(browser, await documentOf(summary, tests, logs), {
    hash: '#cell=a%3D4%2Cb%3D2%2Cc%3D3&log=suite&line=150',
  });
  await expect(inView(sent.page, '.log .target')).resolves.toBe(true);
  await page.locator('.cells button').nth(5).click();
  await expect(inView(page, '.log li:last-child')).resolves.toBe(true);
  await page.getByLabel('Search in this log').fill('line 150 of');
  await drawn(page);
  await expect(page.locator('.log .current').textContent()).resolves.toBe('151line 150 of the suite');
  expect(requests).toEqual([url]);
  expect(complaints).toEqual([]);
});
