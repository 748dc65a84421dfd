import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ganx, temporaryFolder, writeSpec } from '../cli/ganx.js';

/** A conditional GAN of ten iterations that logs everything that the logger and the callbacks can. */
const spec = `name: shown
seed: 5
data: { type: mnist, batchSize: 8 }
latent: { type: normal, size: 8 }
conditioning: labels
generator: { type: dcgan, baseFilters: 4 }
discriminator: { type: dcgan, baseFilters: 4 }
optimizers:
  generator: { type: adam, learningRate: 1e-4, beta1: 0.5 }
  discriminator: { type: adam, learningRate: 2e-4, beta1: 0.5 }
metrics: [{ type: classifier-agreement, features: lenet-mnist, samples: 50, every: 5 }]
callbacks:
  - { type: sample-grid, every: 5 }
  - { type: advice-maps, every: 5 }
  - graph
  - { type: gradient-histograms, every: 5 }
  - { type: weight-histograms, every: 5 }
  - { type: progress, every: 5 }
  - { type: pr-curve, every: 5, samples: 40 }
  - { type: projector, samples: 30, features: lenet-mnist }
logging: [{ type: tensorboard, every: 1 }, { type: jsonl, every: 1 }]
stop: { type: iterations, max: 10 }
`;

export interface ShownRuns {
  /** Folder that holds both runs; what TensorBoard is to show. */
  readonly folder: string;
  /** A run with seed 5: its folder, and its name in TensorBoard. */
  readonly run: string;
  readonly name: string;
  /** The same with seed 6. */
  readonly repeat: string;
  readonly lines: readonly { readonly iteration: number; readonly [tag: string]: unknown }[];
  close(): void;
}

/** Trains two runs of the built command that differ in their seed. */
export async function trainShownRuns(): Promise<ShownRuns> {
  let close = (): void => {};
  const scratch = temporaryFolder((end) => {
    close = end;
  });
  const file = writeSpec(scratch, spec);
  const folders: string[] = [];
  for (const seed of [5, 6]) {
    const { code, json, stderr } = await ganx(['run', file, `seed=${seed}`, '--json'], { cwd: scratch });
    if (code !== 0) throw new Error(`ganx run ended with ${code}: ${stderr}`);
    folders.push(json.folder);
  }
  const [run, repeat] = folders as [string, string];
  const lines = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trim().split('\n');
  return {
    folder: dirname(run),
    run,
    name: basename(run),
    repeat: basename(repeat),
    lines: lines.map((line) => JSON.parse(line)),
    close,
  };
}
