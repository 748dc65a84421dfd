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
      } finally {
        const picture = join(keptIn ?? scratch, `${plugin}.png`);
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

  it('Images shows the samples', () =>
    show(
      'images',
      (page) => page.locator('img[src*="individualImage"]').first().waitFor(),
      async (page) => {
        const sizes = await page
          .locator('img[src*="individualImage"]')
          .evaluateAll((images) =>
            images.map((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
          );
        expect(sizes).toHaveLength(2);
        for (const width of sizes) expect(width).toBeGreaterThan(28 * 10);
      },
    ));

  it('HParams lists the hyper-parameters', () =>
    show(
      'hparams',
      (page) => textOf(page, 'optimizers.generator.learningRate'),
      async (page) => {
        for (const column of ['data.batchSize', 'loss.type', 'balance.type']) await textOf(page, column);
        expect(await page.getByText('non-saturating').count()).toBeGreaterThan(0);
      },
    ));

  it('Custom Scalars opens on the game', () =>
    show(
      'custom_scalars',
      (page) => textOf(page, 'Losses'),
      async (page) => {
        for (const title of ['The game', 'Quality', 'Machinery', 'Balance: steps per iteration'])
          await textOf(page, title);
      },
    ));

  // The page asks for an operation graph first, whatever there is; the graph of layers is one click away.
  it('Graphs draws the layers of a network', () =>
    show(
      'graphs',
      (page) => page.getByText('Conceptual graph').first().click(),
      async (page) => {
        const node = (name: string) => page.locator(`g.node[data-name="${name}"]`).first();
        for (const scope of ['discriminator', 'discriminator/discriminator']) {
          await node(scope).locator('.nodeshape').first().dblclick({ force: true });
          // It opens in an animation; the next double click would miss what still moves.
          await node(scope === 'discriminator' ? `${scope}/${scope}` : `${scope}/labels`).waitFor({
            state: 'attached',
          });
          await page.waitForTimeout(1000);
        }
        for (const layer of ['examples', 'labels'])
          await node(`discriminator/discriminator/${layer}`).waitFor({ state: 'attached' });
        expect(
          await page.locator('g.node[data-name^="discriminator/discriminator/0"]').count(),
        ).toBeGreaterThan(3);
        expect(await page.locator('g.edge').count()).toBeGreaterThan(3);
      },
    ));
});
