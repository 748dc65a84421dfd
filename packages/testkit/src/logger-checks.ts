import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json, Logger, LoggerComponent } from '@ganx/core/plugin';
import { type Check, type CheckContext, judgeEach, optionsOf } from './check.js';
import { Finding } from './fault.js';
import { countersAt } from './run-views.js';
import { asCheckpointed } from './saved-state.js';

interface Subject {
  open(folder: string, resumed?: Json): Logger;
}

/** What holds for every logger, for each of its examples. */
export function loggerChecks(component: LoggerComponent, context: CheckContext): Check[] {
  const each = judgeEach(() =>
    optionsOf(component, context).map(
      (options): Subject => ({
        open: (folder, resumed) =>
          component.open(options, {
            folder,
            run: 'testkit/run',
            spec: { name: 'testkit', seed: 7 },
            ...(resumed === undefined ? {} : { resumed }),
          }),
      }),
    ),
  );
  return [
    each('throws', 'it takes everything that can be logged, in any order', ({ open }) =>
      inScratch((folder) => {
        const logger = open(folder);
        logEverything(logger, 1);
        logger.flush();
        logEverything(logger, 2);
        logger.close();
      }),
    ),
    each('durability', 'after flush() everything is on disk, before it is closed', ({ open }) =>
      inScratch((folder) => {
        const logger = open(folder);
        try {
          logScalars(logger, 1, 10);
          logger.flush();
          const early = bytesIn(folder);
          logScalars(logger, 11, 20);
          logger.flush();
          const late = bytesIn(folder);
          // A logger that sends its numbers elsewhere has nothing here.
          if (late > 0 && !(late > early))
            throw new Finding(`20 iterations take as many bytes on disk as 10: ${late}.`);
        } finally {
          logger.close();
        }
      }),
    ),
    each('state-format', 'its state is plain JSON', ({ open }) =>
      inScratch((folder) => {
        const logger = open(folder);
        try {
          logEverything(logger, 1);
          logger.flush();
          asCheckpointed(logger.save?.());
        } finally {
          logger.close();
        }
      }),
    ),
    each(
      'durability',
      'resumed where it was saved, it goes on writing, and what it wrote before stays',
      ({ open }) =>
        inScratch((folder) => {
          const first = open(folder);
          logScalars(first, 1, 10);
          first.flush();
          const state = asCheckpointed(first.save?.());
          const kept = snapshot(folder);
          // The process dies here: what comes after the checkpoint is thrown away, and nobody closes.
          const second = open(folder, state);
          logScalars(second, 11, 20);
          second.close();
          const now = snapshot(folder);
          for (const [file, bytes] of kept) {
            const after = now.get(file);
            if (!after) throw new Finding(`${file} is gone after resuming.`);
            if (!after.subarray(0, bytes.length).equals(bytes))
              throw new Finding(
                `${file} no longer begins with the ${bytes.length} bytes that were flushed before.`,
              );
          }
          if (kept.size > 0 && total(now) <= total(kept))
            throw new Finding('Nothing was written after resuming.');
        }),
    ),
  ];
}

function logScalars(logger: Logger, from: number, to: number): void {
  for (let iteration = from; iteration <= to; iteration++)
    logger.scalars(countersAt(iteration), {
      'loss/generator': 1 / iteration,
      'loss/discriminator': -iteration,
    });
}

function logEverything(logger: Logger, iteration: number): void {
  const counters = countersAt(iteration);
  logger.scalars(counters, {
    'loss/generator': 0.5,
    'odd/NaN': Number.NaN,
    'odd/infinite': Number.POSITIVE_INFINITY,
  });
  logger.scalars(counters, {});
  logger.images?.(counters, 'samples', { png, width: 1, height: 1 });
  logger.histogram?.(counters, 'weights', Float32Array.of(1, 2, 3));
  logger.histogram?.(counters, 'empty', new Float32Array());
  // Networks do not change: a run logs them once.
  if (iteration === 1) logger.graph?.(counters, { generator: modelJson, discriminator: modelJson });
  logger.text?.(counters, 'note', 'A **note** with unicode: \u{1F389}.');
  logger.prCurve?.(counters, 'curve', { scores: Float32Array.of(0.1, 0.9), positive: [false, true] });
  logger.embedding?.(counters, {
    name: 'latents',
    vectors: Float32Array.of(1, 2, 3, 4),
    dimensions: 2,
    labels: { class: ['a', 'b'] },
  });
  logger.event?.({ type: 'warning', code: 'GANX_TESTKIT', message: 'A warning.' });
  logger.event?.({ type: 'iteration', counters });
}

/** A network of one layer. */
const modelJson: Json = {
  class_name: 'Model',
  config: {
    name: 'one',
    layers: [
      {
        name: 'input',
        class_name: 'InputLayer',
        config: { batch_input_shape: [null, 2], dtype: 'float32', sparse: false, name: 'input' },
        inbound_nodes: [],
      },
      {
        name: 'dense',
        class_name: 'Dense',
        config: { units: 1, name: 'dense' },
        inbound_nodes: [[['input', 0, 0, {}]]],
      },
    ],
    input_layers: [['input', 0, 0]],
    output_layers: [['dense', 0, 0]],
  },
};

/** A black pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);

function inScratch(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'ganx-testkit-'));
  mkdirSync(folder, { recursive: true });
  try {
    use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
}

const bytesIn = (folder: string): number =>
  filesIn(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

const snapshot = (folder: string): Map<string, Buffer> =>
  new Map(filesIn(folder).map((name) => [name, readFileSync(join(folder, name))]));

const total = (files: Map<string, Buffer>): number =>
  [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
