import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readEvents, scalarOf } from 'tensorboard-writer-ts';
import { expect, test } from 'vitest';
import { ganx, temporaryFolder, writeSpec } from '../cli/ganx.js';

const spec = `name: ring
seed: 3
data: { type: gaussian-ring, batchSize: 16 }
latent: { type: normal, size: 2 }
generator: { layers: [{ type: dense, units: 8 }, relu, { type: dense, units: 2 }] }
discriminator: { layers: [{ type: dense, units: 8 }, relu, { type: dense, units: 1 }] }
balance: threshold
metrics: [{ type: mode-coverage, samples: 200, every: 200 }]
stop: { type: iterations, max: 1 }
`;

/** Tag, step and bits of every scalar in a run's event files, in their order; without those that depend on the clock. */
function scalarsOf(run: string): string[] {
  const files = readdirSync(run).filter((name) => name.includes('tfevents'));
  return files.sort().flatMap((file) =>
    [...readEvents(join(run, file))].flatMap(({ step, values }) =>
      values.flatMap((value) => {
        const scalar = scalarOf(value);
        if (scalar === undefined || value.tag.startsWith('time/')) return [];
        return `${value.tag} ${step} ${Buffer.from(Float64Array.of(scalar).buffer).toString('hex')}`;
      }),
    ),
  );
}

// 52 processes: a minute on an idle machine, longer beside other tests.
test('fifty SIGKILLs over one run, also while it starts and while it writes checkpoints, change no byte', {
  timeout: 1_800_000,
}, async () => {
  const file = writeSpec(temporaryFolder(), spec);
  const limits = [
    '--iterations',
    '1200',
    '--every',
    '10',
    '--kills',
    '50',
    '--seed',
    '7',
    '--keep',
    '--json',
  ];
  const { code, json, stderr } = await ganx(['verify', 'resume', file, ...limits]);
  expect(json, stderr).toMatchObject({
    same: true,
    kills: 50,
    moments: { starting: 10, training: 20, writing: 20 },
  });
  expect(code).toBe(0);
  // Looked at once more, without the command's own eyes.
  const run = (name: string) => {
    const runs = join(json.folder, name, 'ring');
    return join(runs, readdirSync(runs)[0]!);
  };
  for (const path of ['metrics.jsonl', 'checkpoints/00001200/weights.safetensors']) {
    const [whole, killed] = ['whole', 'killed'].map((name) => readFileSync(join(run(name), path)));
    expect(killed!.equals(whole!), path).toBe(true);
  }
  const [scalars, killed] = ['whole', 'killed'].map((name) => scalarsOf(run(name)));
  expect(scalars!.length).toBeGreaterThan(100);
  expect(killed).toEqual(scalars);
  const left = [run('killed'), join(run('killed'), 'checkpoints')].flatMap((folder) => readdirSync(folder));
  expect(left.filter((name) => /^\.|tmp|^lock-/.test(name))).toEqual([]);
  const sessions = JSON.parse(readFileSync(join(run('killed'), 'result.json'), 'utf8')).sessions;
  // All of them but those that were killed at their start trained, and the last one to the end.
  expect(sessions.length).toBeGreaterThanOrEqual(20 + 20 + 1);
  rmSync(json.folder, { recursive: true });
});
