import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { distributions, readSweep } from '@ganx/core/sweep';
import { expect, test } from 'vitest';
import { ganx, temporaryFolder, writeSpec } from '../cli/ganx.js';
import { ringSpec } from './load.js';

/** Sweep files in the style of W&B's documentation, the names of parameters being paths of an experiment. */
const files = fileURLToPath(new URL('wandb', import.meta.url));

/** With the parts that the files reach into. */
const experiment = `${ringSpec(4).replaceAll('relu', 'leaky-relu')}regularizers: [{ type: r1, weight: 1 }, { type: r2, weight: 1 }]\n`;

test.each(readdirSync(files).map((name) => [name]))("W&B's %s runs as it is", async (name) => {
  const folder = temporaryFolder();
  writeSpec(folder, experiment, 'ring.yaml');
  copyFileSync(join(files, name), join(folder, name));
  const { code, json, stderr } = await ganx(
    ['sweep', 'start', name, '--experiment', 'ring.yaml', '--parallel', '2', '--json'],
    { cwd: folder },
  );
  expect(code, stderr).toBe(0);
  expect(json.complete).toBe(true);
  expect(json.trials.length).toBe(json.total ?? 4);
  const { metric } = readSweep(json.folder).header!;
  for (const trial of json.trials) {
    expect(['COMPLETE', 'PRUNED'], trial.reason).toContain(trial.status);
    if (trial.status === 'COMPLETE') expect(trial.value, metric!.name).toEqual(expect.any(Number));
  }
  expect(stderr).toContain('note: "program" is of W&B');
});

test('the files together use every distribution and every key of W&B', () => {
  const text = readdirSync(files)
    .map((name) => readFileSync(join(files, name), 'utf8'))
    .join('\n');
  for (const name of [
    ...Object.keys(distributions),
    'constant',
    'categorical',
    'categorical_w_probabilities',
  ])
    expect(text, name).toMatch(new RegExp(`distribution: ${name}$`, 'm'));
  for (const key of [
    'method: grid',
    'method: random',
    'method: bayes',
    'early_terminate:',
    'run_cap:',
    'target:',
    'probabilities:',
    'parameters:\n      ',
  ])
    expect(text, key).toContain(key);
});
