import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fixtureRegistry } from '../../test/fixture-plugin.js';
import { type LoadOptions, loadExperiment, printSpec, renderProblems, type ValidSpec } from './index.js';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Writes files into a new folder and gives the path of the first. */
function write(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'ganx-spec-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return join(folder, Object.keys(files)[0]!);
}

const base = 'data: digits\ngenerator: mlp\ndiscriminator: mlp\nstop: { type: iterations, max: 10 }\n';

async function load(text: string, options: Partial<LoadOptions> = {}): Promise<ValidSpec> {
  const loaded = await loadExperiment({
    file: write({ 'my-run.yaml': text }),
    registry: fixtureRegistry,
    ...options,
  });
  if (!loaded.valid) throw new Error(renderProblems(loaded.problems, loaded.sources, { color: false }));
  return loaded;
}

describe('a spec that leaves everything optional out', () => {
  test('is completed with documented defaults', async () => {
    const { spec } = await load(base);
    expect(spec).toMatchInlineSnapshot(`
      {
        "balance": {
          "discriminatorSteps": 1,
          "type": "constant",
        },
        "callbacks": [],
        "checkpoint": {
          "every": 1000,
          "keepLast": 3,
        },
        "conditioning": {
          "type": "none",
        },
        "data": {
          "augment": [],
          "batchSize": 64,
          "modes": 8,
          "range": [
            -1,
            1,
          ],
          "type": "digits",
        },
        "discriminator": {
          "hidden": 16,
          "type": "mlp",
        },
        "generator": {
          "hidden": 16,
          "type": "mlp",
        },
        "latent": {
          "size": 100,
          "type": "normal",
        },
        "logging": [
          {
            "every": 10,
            "type": "tensorboard",
          },
          {
            "every": 10,
            "type": "jsonl",
          },
        ],
        "loss": {
          "labelSmoothing": 0,
          "type": "non-saturating",
        },
        "metrics": [],
        "name": "my-run",
        "optimizers": {
          "discriminator": {
            "beta1": 0.5,
            "learningRate": 0.0002,
            "type": "adam",
          },
          "generator": {
            "beta1": 0.5,
            "learningRate": 0.0002,
            "type": "adam",
          },
        },
        "plugins": [],
        "regularizers": [],
        "runtime": {
          "backend": "auto",
        },
        "seed": 0,
        "stop": {
          "max": 10,
          "type": "iterations",
        },
      }
    `);
  });

  test('prints as YAML that loads to the same spec', async () => {
    const { spec } = await load(base);
    expect((await load(printSpec(spec))).spec).toEqual(spec);
  });
});
