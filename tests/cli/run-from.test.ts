import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { type Ended, ganx, temporaryFolder, tinySpec, writeSpec } from './ganx.js';

vi.setConfig({ testTimeout: 180_000 });

/** Runs in a folder of their own, of a spec that is trained for so long. */
function begin() {
  const folder = temporaryFolder();
  writeSpec(folder, tinySpec('checkpoint: { every: 2 }\nstop: { type: iterations, max: 4 }\n'));
  const run = (...args: readonly string[]): Promise<Ended> =>
    ganx(['run', 'spec.yaml', ...args, '--json'], { cwd: folder });
  return { folder, run };
}

const weightsOf = ({ json }: Ended): string =>
  readFileSync(join(json.folder, 'checkpoints/00000008/weights.safetensors')).toString('base64');

describe('ganx run --from', () => {
  test('begins with the state of another run, and ends with the bytes of one that was never cut', async () => {
    const { folder, run } = begin();
    const first = await run();
    const second = await run('stop.max=8', '--from', `${first.json.folder}@last`);
    expect(second.code, second.stderr).toBe(0);
    expect(second.json.folder).not.toBe(first.json.folder);
    const whole = await run('stop.max=8', '--runs-dir', join(folder, 'whole'));
    expect(weightsOf(second)).toBe(weightsOf(whole));
    const { lineage } = JSON.parse(readFileSync(join(second.json.folder, 'manifest.json'), 'utf8'));
    expect(lineage).toMatchObject({ run: first.json.run, iteration: 4 });
  });

  test('that was killed before it had saved anything cannot be resumed, and begins again in its folder with --resume auto', async () => {
    const { folder, run } = begin();
    const first = await run();
    const from = ['stop.max=8', '--from', `${first.json.folder}@last`];
    const second = await run(...from);
    for (const name of readdirSync(join(second.json.folder, 'checkpoints')))
      rmSync(join(second.json.folder, 'checkpoints', name), { recursive: true });
    rmSync(join(second.json.folder, 'result.json'));
    const refused = await ganx(['resume', second.json.folder, '--json']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(
      `began with the state of ${first.json.run} at iteration 4 and was killed before its first checkpoint, so it has none to go on from. Begin it again with the same spec and changes: \`ganx run SPEC --from ${first.json.run}@4 --resume auto\` in its folder, or \`ganx fork ${first.json.run}@4\` in another.`,
    );
    const third = await run(...from, '--resume', 'auto');
    expect(third.code, third.stderr).toBe(0);
    expect(third.json.folder).toBe(second.json.folder);
    const whole = await run('stop.max=8', '--runs-dir', join(folder, 'whole'));
    expect(weightsOf(third)).toBe(weightsOf(whole));
  });

  test('goes on, with --resume auto, only with a run that began with that state', async () => {
    const { folder, run } = begin();
    const first = await run();
    const other = await run('seed=2');
    const short = ['stop.max=8', '--resume', 'auto'];
    const begun = await run(...short, '--from', `${first.json.folder}@last`);
    // As if it had been killed: no result, and the last checkpoint is not there.
    rmSync(join(begun.json.folder, 'result.json'));
    rmSync(join(begun.json.folder, 'checkpoints/00000008'), { recursive: true });
    const folderOf = async (...args: readonly string[]) => {
      const { code, json, stderr } = await run(...short, ...args);
      expect(code, stderr).toBe(0);
      return json.folder;
    };
    const fresh = await folderOf();
    const ofOther = await folderOf('--from', other.json.folder);
    expect(new Set([first.json.folder, begun.json.folder, fresh, ofOther]).size).toBe(4);
    expect(await folderOf('--from', first.json.folder)).toBe(begun.json.folder);
    const latest = await run(...short, '--from', 'latest@best');
    expect(latest.code).toBe(2);
    expect(latest.stderr).toMatch(/Name the run: --from tiny\/[\w-]+@best/);
    expect(readdirSync(join(folder, 'runs/tiny'))).toHaveLength(5);
  });

  test('of a run that is not there is refused', async () => {
    const { run } = begin();
    const { code, stderr } = await run('--from', 'nowhere');
    expect(code).not.toBe(0);
    expect(stderr).toContain('nowhere');
  });
});
