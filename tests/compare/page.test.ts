import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compareRuns, readRun, reportHtml } from '@ganx/core/compare';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRun, runsFolder } from '../../packages/core/src/compare/testing/run-folder.fixture.js';
import { ganx, temporaryFolder, tinySpec, writeSpec } from '../cli/ganx.js';
import { findChromium } from '../tensorboard/find-chromium.js';

const { program, missing } = findChromium();
const why = missing === undefined ? 'Chromium' : `skipped: ${missing}`;
/** Pictures of the page stay there when the environment names a folder. */
const keptIn = process.env.GANX_SCREENSHOTS || undefined;

describe.skipIf(missing !== undefined)(`the page that ganx compare writes, in a browser (${why})`, () => {
  const ends: (() => void)[] = [];
  let file = '';
  let scratch = '';
  let browser: BrowserContext;

  beforeAll(async () => {
    const folder = temporaryFolder((end) => ends.push(end));
    const runs = join(folder, 'runs');
    const spec = writeSpec(
      folder,
      tinySpec(`metrics: [{ type: mode-coverage, samples: 50, every: 2 }]
callbacks: [{ type: sample-grid, every: 2, points: 50, size: 64 }]
logging: [{ type: jsonl, every: 1 }]
stop: { type: iterations, max: 6 }
`),
    );
    for (const overrides of [['seed=1'], ['seed=2'], ['seed=1', 'balance.discriminatorSteps=2']]) {
      const { code, stderr } = await ganx([
        'run',
        spec,
        'runtime.backend=cpu',
        ...overrides,
        '--runs-dir',
        runs,
      ]);
      expect(code, stderr).toBe(0);
    }
    file = join(folder, 'report.html');
    const { code, stderr } = await ganx(['compare', 'tiny', '--runs-dir', runs, '--html', file]);
    expect(code, stderr).toBe(0);
    scratch = keptIn ?? mkdtempSync(join(tmpdir(), 'ganx-compare-page-'));
    mkdirSync(scratch, { recursive: true });
    if (!keptIn) ends.push(() => rmSync(scratch, { recursive: true, force: true }));
    browser = await chromium.launchPersistentContext(join(folder, 'profile'), {
      executablePath: program,
      headless: true,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-sync',
      ],
    });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    for (const end of ends) end();
  });

  /** Opens the page at a width, runs a check, and then wants no error, no request and nothing wider than the window. */
  async function open(
    width: number,
    colorScheme: 'light' | 'dark',
    check: (page: Page) => Promise<void>,
    { of = file, name = 'compare' } = {},
  ): Promise<void> {
    const page = await browser.newPage();
    const wrong: string[] = [];
    page.on('pageerror', ({ message }) => wrong.push(message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) wrong.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith('data:') && !request.isNavigationRequest()) wrong.push(request.url());
    });
    try {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.goto(pathToFileURL(of).href);
      await page.locator('.chart path').first().waitFor();
      await check(page);
      await page.screenshot({ path: join(scratch, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(overflow)).toBe(0);
      expect(wrong).toEqual([]);
    } finally {
      await page.close();
    }
  }

  it.each([
    [1280, 'light'],
    [400, 'dark'],
  ] as const)('shows all its parts at %i pixels, %s', (width, scheme) =>
    open(width, scheme, async (page) => {
      for (const heading of [
        'Curves',
        'Samples',
        'Settings and results',
        'Configurations over seeds',
        'Runs',
        'How two specs differ',
      ])
        expect(await page.getByRole('heading', { name: heading, exact: true }).count(), heading).toBe(1);
      const charts = page.locator('.chart figcaption strong');
      expect(await charts.allTextContents()).toEqual(
        expect.arrayContaining([
          'Loss of the discriminator',
          'Loss of the generator',
          'Opinions',
          'mode-coverage/modes',
        ]),
      );
      expect(await page.locator('#parallel .run').count()).toBe(3);
      expect(await page.locator('#grids img').count()).toBe(3);
      expect(await page.locator('#diff del').allTextContents()).toEqual([
        expect.stringContaining('discriminatorSteps: 1'),
      ]);
      expect(
        await page.getByRole('region', { name: 'Configurations over seeds' }).locator('tbody tr').count(),
      ).toBe(2);
      await page.getByText('The latents differ between some runs').waitFor();
    }),
  );

  it('hides a configuration everywhere when its entry of the legend is pressed, by mouse or key', () =>
    open(1280, 'dark', async (page) => {
      const lines = page.locator('.chart').first().locator('.line');
      const entry = page.locator('#legend .entry').first();
      expect(await lines.count()).toBe(3);
      await entry.click();
      expect(await entry.getAttribute('aria-pressed')).toBe('false');
      expect([
        await lines.count(),
        await page.locator('#parallel .run').count(),
        await page.locator('#grids img').count(),
      ]).toEqual([1, 1, 1]);
      await entry.focus();
      await page.keyboard.press('Enter');
      expect(await lines.count()).toBe(3);
    }));

  it('moves all sample grids with the slider', () =>
    open(400, 'light', async (page) => {
      const shown = page.locator('#iteration-shown');
      const first = page.locator('#grids img').first();
      const last = await first.getAttribute('src');
      expect(await shown.textContent()).toBe('iteration 6');
      await page.locator('#iteration').focus();
      await page.keyboard.press('ArrowLeft');
      expect(await shown.textContent()).toBe('iteration 4');
      expect(await first.getAttribute('src')).not.toBe(last);
      expect(await first.getAttribute('alt')).toContain('at iteration 4');
    }));

  it('tells values at the cursor, and draws logarithmic, smoothed and with seeds together when asked', () =>
    open(1280, 'light', async (page) => {
      const chart = page.locator('.chart').first();
      const path = () => chart.locator('.line').last().getAttribute('d');
      await chart.locator('svg[tabindex]').focus();
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => chart.locator('.readout li').count()).toBe(3);
      expect(await chart.locator('.readout .at').textContent()).toBe('iteration 1');
      const linear = await path();
      await chart.getByRole('button', { name: /logarithmic/ }).click();
      const logarithmic = await path();
      expect(logarithmic).not.toBe(linear);
      await page.getByLabel('smooth').check();
      expect(await path()).not.toBe(logarithmic);
      expect(await chart.locator('.band').count()).toBe(0);
      await page.getByLabel('seeds together').check();
      expect(await chart.locator('.band').count()).toBe(1);
    }));

  describe('with more configurations than there are colours', () => {
    it.each([
      [1280, 'dark'],
      [400, 'light'],
    ] as const)(
      'draws the best eight in colour and takes one line for the legend, at %i pixels, %s',
      async (width, scheme) => {
        const many = join(scratch, 'many.html');
        writeFileSync(many, await manyConfigurations(50));
        await open(
          width,
          scheme,
          async (page) => {
            await page
              .getByText('50 configurations: the best 8 by fid in colour, the others grey.')
              .waitFor();
            const chart = page.locator('.chart', { hasText: 'fid' });
            expect([
              await chart.locator('.line').count(),
              await chart.locator('.line.behind').count(),
            ]).toEqual([50, 42]);
            const legend = (await page.locator('#legend').boundingBox())!;
            expect(legend.height).toBeLessThan(width > 1000 ? 60 : 140);
            await page.getByRole('button', { name: 'those in colour' }).click();
            expect(await chart.locator('.line').count()).toBe(8);
            await page.locator('.configurations summary').click();
            const first = page.locator('.configurations tbody tr').first();
            // The settings of the best, shortened, and what it measured.
            expect(await first.locator('td').allTextContents()).toEqual(['0.00123', '1', '1']);
            await first.getByRole('button').click();
            expect(await chart.locator('.line').count()).toBe(7);
          },
          { of: many, name: 'compare-many' },
        );
      },
    );
  });
});

/** Runs that differ in a number with many digits; the later, the worse. */
async function manyConfigurations(count: number): Promise<string> {
  const folder = runsFolder();
  const runs = Array.from({ length: count }, (_, i) =>
    makeRun(folder, {
      spec: { learningRate: 0.00123456789 * (i + 1) },
      fid: [i + 3, i + 1],
      verdict: 'budget',
    }),
  );
  return reportHtml(compareRuns(await Promise.all(runs.map((run) => readRun(run, 100)))));
}
