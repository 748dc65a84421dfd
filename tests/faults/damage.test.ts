import { cpSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ganx, temporaryFolder, tinySpec, writeSpec } from '../cli/ganx.js';

const spec = tinySpec(`stop: { type: iterations, max: 40 }
logging: [{ type: tensorboard, every: 1 }, { type: jsonl, every: 1 }]
checkpoint: { every: 10, keepLast: 10 }
`);
const onlyRun = (runs: string) => join(runs, 'tiny', readdirSync(join(runs, 'tiny'))[0]!);
const finalBytes = (run: string) =>
  ['metrics.jsonl', 'checkpoints/00000040/weights.safetensors'].map((file) =>
    readFileSync(join(run, file), 'base64'),
  );

let whole = '';
let cut = '';
beforeAll(async () => {
  const folder = temporaryFolder(() => undefined);
  const file = writeSpec(folder, spec);
  await ganx(['run', file, '--runs-dir', join(folder, 'whole')]);
  whole = onlyRun(join(folder, 'whole'));
  // One that has ended at 30 and gets the rest of its budget later.
  await ganx(['run', file, 'stop.max=30', '--runs-dir', join(folder, 'cut')]);
  cut = onlyRun(join(folder, 'cut'));
});

const flip = (path: string) => {
  const bytes = readFileSync(path);
  bytes[Math.floor(bytes.length * 0.6)]! ^= 0x10;
  writeFileSync(path, bytes);
};

describe('ganx resume with a newest checkpoint that is damaged says so, goes on from the one before, and ends with the same bytes', () => {
  test.each<[string, string, (path: string) => void]>([
    ['a bit of the weights', 'weights.safetensors', flip],
    ['a bit of the optimizer', 'optimizer.safetensors', flip],
    ['a bit of the state', 'state.json', flip],
    ['a bit of the manifest', 'manifest.json', flip],
    ['the end of the weights', 'weights.safetensors', (path) => truncateSync(path, statSync(path).size - 7)],
    ['all of the state', 'state.json', (path) => truncateSync(path)],
  ])('%s', async (_what, file, damage) => {
    const run = join(temporaryFolder(), 'tiny/20260101-000000-aaaaaa');
    cpSync(cut, run, { recursive: true });
    damage(join(run, 'checkpoints/00000030', file));
    const { code, json, stderr } = await ganx(['resume', run, 'stop.max=40', '--json']);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('GANX_RUN_CHECKPOINT_DAMAGED');
    expect(json.sessions.at(-1).resumedAt).toBe(20);
    expect(finalBytes(run)).toEqual(finalBytes(whole));
  });
});
