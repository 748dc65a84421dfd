import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from './find-chromium.js';
import { findTensorBoard, RealTensorBoard } from './real-tensorboard.js';
import { type ShownRuns, trainShownRuns } from './shown-runs.js';

const tensorboardFound = findTensorBoard();
const browserFound = findChromium();
const missing = tensorboardFound.missing ?? browserFound.missing;
const why = missing === undefined ? `TensorBoard ${tensorboardFound.version}` : `skipped: ${missing}`;
/** Pictures of the pages stay there when the environment names a folder. */
const keptIn = process.env.GANX_SCREENSHOTS || undefined;
const patience = 30_000;

describe.skipIf(missing !== undefined)(`pages of TensorBoard in a browser (${why})`, () => {
  let runs: ShownRuns;
  let scratch: string;
  let tensorboard: RealTensorBoard;
  let browser: BrowserContext;

  beforeAll(async () => {
    runs = await trainShownRuns();
    scratch = mkdtempSync(join(tmpdir(), 'ganx-browser-'));
    if (keptIn) mkdirSync(keptIn, { recursive: true });
    tensorboard = await RealTensorBoard.start({
      program: tensorboardFound.program,
      logDir: runs.folder,
      loader: 'rust',
      args: ['--samples_per_plugin=images=100'],
    });
    browser = await chromium.launchPersistentContext(join(scratch, 'profile'), {
      executablePath: browserFound.program,
      headless: true,
      viewport: { width: 1400, height: 1000 },
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    await tensorboard.until(
      () => tensorboard.scalars(runs.repeat, 'weight-norm/generator'),
      (points) => points.at(-1)?.[0] === 10,
    );
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await tensorboard?.stop();
    runs?.close();
    if (scratch) rmSync(scratch, { recursive: true, force: true });
  });

  /** Opens a page, waits for what it must show, takes its picture, and hands it on. */
  async function show(
    plugin: string,
    ready: (page: Page) => Promise<unknown>,
    check: (page: Page) => Promise<void>,
    name = plugin,
  ): Promise<void> {
    const page = await browser.newPage();
    page.setDefaultTimeout(patience);
    const wrong: string[] = [];
    page.on('pageerror', (error) => wrong.push(error.message));
    try {
      await page.goto(`${tensorboard.url}#${plugin}`);
      try {
        await ready(page);
        await check(page);
        await standStill(page);
      } finally {
        const picture = join(keptIn ?? scratch, `${name}.png`);
        await page.screenshot({ path: picture });
        expect(statSync(picture).size).toBeGreaterThan(10_000);
      }
      expect(wrong).toEqual([]);
    } finally {
      await page.close();
    }
  }
  const textOf = (page: Page, text: string) => page.getByText(text, { exact: true }).first().waitFor();

  it('Scalars has the cards of a GAN, grouped by their tags', () =>
    show(
      'scalars',
      (page) => textOf(page, 'opinion'),
      async (page) => {
        for (const group of ['balance', 'best', 'learning-rate', 'time', 'weight-norm'])
          await textOf(page, group);
        await page.getByText('loss', { exact: true }).first().click();
        for (const title of ['loss/discriminator', 'loss/generator']) await textOf(page, title);
        await page.locator('tf-scalar-card svg path').first().waitFor({ state: 'attached' });
      },
    ));

  it('Images shows the samples, and the advice for them', () =>
    show(
      'images',
      (page) => page.locator('img[src*="individualImage"]').first().waitFor(),
      async (page) => {
        const sizes = await page
          .locator('img[src*="individualImage"]')
          .evaluateAll((images) =>
            images.map((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
          );
        // Of each run: four samples in a row, each with its advice; ten samples in a row.
        const widths = [4 * 2, 4 * 2, 10, 10].map((cells) => cells * (28 * 2 + 2) + 2);
        expect(sizes.sort()).toEqual(widths);
      },
    ));

  it('HParams lists the hyper-parameters, with one row for the runs that differ in their seed', () =>
    show(
      'hparams',
      (page) => textOf(page, 'optimizers.generator.learningRate'),
      async (page) => {
        for (const column of ['data.batchSize', 'loss.type', 'balance.type']) await textOf(page, column);
        expect(await page.getByText('non-saturating').count()).toBeGreaterThan(0);
        const row = page.locator('tf-hparams-table-view vaadin-grid tbody#items tr');
        await row.first().waitFor();
        expect(await row.count()).toBe(1);
        const groups = await tensorboard.json<{ sessionGroups: { name: string }[] }>(
          'plugin/hparams/session_groups',
          {},
          {
            experimentName: '',
            allowedStatuses: ['STATUS_SUCCESS'],
            colParams: [],
            startIndex: 0,
            sliceSize: 10,
          },
        );
        await textOf(page, groups.sessionGroups[0]!.name);
      },
    ));

  it('Custom Scalars opens on the plots that matter, with curves in them', () =>
    show(
      'custom_scalars',
      (page) => textOf(page, 'Losses'),
      async (page) => {
        for (const title of [
          'The game',
          "Discriminator's opinion of real and generated",
          'Share that the discriminator tells right',
          'Balance: steps per iteration',
          "Norm of the discriminator's advice",
          'Quality',
          'Machinery',
        ])
          await textOf(page, title);
        // Those of the game and of the quality; what is folded is not drawn.
        const charts = page.locator('tf-custom-scalar-multi-line-chart-card');
        expect(await charts.count()).toBe(6);
        for (const chart of await charts.all())
          await chart.locator('svg path').first().waitFor({ state: 'attached' });
        // Both losses of both runs.
        await charts.first().getByText('Matches (4)').waitFor();
      },
    ));

  it('Graphs opens on both networks, and draws the layers of one', () =>
    show(
      'graphs',
      (page) => nodeOf(page, 'generator').waitFor(),
      async (page) => {
        await nodeOf(page, 'discriminator').waitFor();
        expect(await page.getByText('Malformed').count()).toBe(0);
        // The arrow from one to the other.
        await page.locator('g.edge').first().waitFor({ state: 'attached' });
        await open(page, 'discriminator');
        await expectLayers(page);
      },
    ));

  it('Graphs draws the conceptual graph of a network from its model', () =>
    show(
      'graphs',
      (page) => nodeOf(page, 'generator').waitFor(),
      async (page) => {
        await page.locator('paper-dropdown-menu', { hasText: 'Default' }).first().click();
        await page.getByText('graph/discriminator', { exact: true }).first().click();
        await page.getByText('Conceptual graph').first().click();
        await nodeOf(page, 'generator').waitFor({ state: 'detached' });
        await open(page, 'discriminator');
        await expectLayers(page);
      },
      'graphs-conceptual',
    ));
});

function nodeOf(page: Page, name: string) {
  return page.locator(`g.node[data-name="${name}"]`).first();
}

/** Opens a scope, waits until it has stopped growing, and brings all of it into the picture. */
async function open(page: Page, name: string): Promise<void> {
  await nodeOf(page, name).locator('.nodeshape').first().dblclick({ force: true });
  await page.locator(`g.node.expanded[data-name="${name}"]`).first().waitFor({ state: 'attached' });
  await standStill(page);
  await page.getByText('Fit to screen').first().click();
}

/** Waits until two pictures of the page in a row are the same. */
async function standStill(page: Page): Promise<void> {
  let before = await page.screenshot();
  await expect
    .poll(
      async () => {
        const now = await page.screenshot();
        const same = now.equals(before);
        before = now;
        return same;
      },
      { timeout: patience, interval: 200 },
    )
    .toBe(true);
}

/** The layers of the discriminator, joined to one another. */
async function expectLayers(page: Page): Promise<void> {
  for (const layer of ['examples', 'labels']) await nodeOf(page, `discriminator/${layer}`).waitFor();
  expect(await page.locator('g.node[data-name^="discriminator/0"]').count()).toBeGreaterThan(3);
  expect(await page.locator('g.edge').count()).toBeGreaterThan(3);
}
