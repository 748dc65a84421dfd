import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ganx, temporaryFolder, tinySpec, writeSpec } from './ganx.js';

const stop = (max: number) =>
  `stop: { type: iterations, max: ${max} }\nlogging: [{ type: jsonl, every: 1 }]\n`;

function runsIn(folder: string): string[] {
  const runs = join(folder, 'runs/tiny');
  return readdirSync(runs)
    .sort()
    .map((name) => join(runs, name));
}
const metrics = (run: string) => readFileSync(join(run, 'metrics.jsonl'), 'utf8');

/** A run that a signal ended. */
async function interrupted(spec: string): Promise<{ folder: string; file: string; run: string }> {
  const folder = temporaryFolder();
  const file = writeSpec(folder, spec);
  let sent = false;
  const { code, stderr } = await ganx(['run', file, '--runs-dir', join(folder, 'runs'), '--json'], {
    onOutput(text, kill) {
      if (sent || !text.includes('run ')) return;
      sent = true;
      kill('SIGHUP');
    },
  });
  expect(code, stderr).toBe(130);
  return { folder, file, run: runsIn(folder)[0]! };
}

describe('ganx resume', () => {
  test('goes on with an interrupted run, with a budget that was changed, and ends like a whole one', async () => {
    const { folder, run, file } = await interrupted(tinySpec(stop(1_000_000)));
    const { iteration } = JSON.parse(readFileSync(join(run, 'result.json'), 'utf8')).counters;
    const max = iteration + 30;
    const args = ['resume', 'latest', `stop.max=${max}`, '--runs-dir', join(folder, 'runs'), '--json'];
    const { code, json, stderr } = await ganx(args);
    expect(code, stderr).toBe(0);
    expect(json).toMatchObject({
      verdict: { type: 'budget', iteration: max },
      sessions: [{ resumedAt: null }, { resumedAt: iteration, amendments: [{ path: 'stop.max' }] }],
    });
    expect(readFileSync(join(run, 'spec.yaml'), 'utf8')).toContain(`max: ${max}`);
    const whole = join(folder, 'whole');
    await ganx(['run', file, `stop.max=${max}`, '--runs-dir', whole]);
    expect(metrics(run)).toBe(metrics(join(whole, 'tiny', readdirSync(join(whole, 'tiny'))[0]!)));
    const again = await ganx(['resume', run, '--json']);
    expect(again.code).toBe(2);
    expect(again.json.error.code).toBe('GANX_RESUME_FINISHED');
  });

  test('refuses a changed spec with what differs, and ends with 2', async () => {
    const { run } = await interrupted(tinySpec(stop(1_000_000)));
    const { code, stderr } = await ganx(['resume', run, 'seed=4']);
    expect(code).toBe(2);
    expect(stderr).toContain('GANX_RESUME_SPEC');
    expect(stderr).toContain('seed: 3 -> 4');
  });

  test('finds relative paths from the folder that the experiment was in, or says that it is gone', async () => {
    const folder = temporaryFolder();
    const home = join(folder, 'home');
    mkdirSync(home);
    const plugin = `export default {
      meta: { name: 'near', version: '1.0.0', namespace: 'acme', ganxApi: '^0.1.0' },
      components: [{ kind: 'callback', type: 'near', description: 'Is near.', examples: [{ type: 'near' }],
        create: () => ({ on: {} }) }],
    };`;
    writeSpec(home, plugin, 'near.mjs');
    const file = writeSpec(home, `${tinySpec(stop(3))}plugins: [./near.mjs]\ncallbacks: [acme/near]\n`);
    await ganx(['run', file, '--runs-dir', join(folder, 'runs')]);
    const [run] = runsIn(folder);
    const more = await ganx(['resume', run!, 'stop.max=5', '--json']);
    expect(more.code, more.stderr).toBe(0);
    renameSync(home, join(folder, 'elsewhere'));
    const gone = await ganx(['resume', run!, 'stop.max=7']);
    expect(gone.stderr).toContain(`GANX_RESUME_MOVED The run was started in ${home}`);
    const moved = ['--directory', join(folder, 'elsewhere')];
    const found = await ganx(['resume', run!, 'stop.max=7', ...moved, '--json']);
    expect(found.code, found.stderr).toBe(0);
    writeFileSync(join(folder, 'elsewhere/near.mjs'), `${plugin}\n// changed`);
    const changed = await ganx(['resume', run!, 'stop.max=9', ...moved]);
    expect(changed.code).toBe(3);
    expect(changed.stderr).toMatch(
      /GANX_PLUGIN_CHANGED.*"\.\/near\.mjs" changed since: .*near\.mjs differs/s,
    );
  });
});

describe('ganx run --resume', () => {
  test('auto goes on with the unfinished run of this very spec, and else starts one', async () => {
    const { folder, file } = await interrupted(tinySpec(stop(1_000_000)));
    const max =
      JSON.parse(readFileSync(join(runsIn(folder)[0]!, 'result.json'), 'utf8')).counters.iteration + 20;
    const where = ['--runs-dir', join(folder, 'runs'), '--json'];
    const must = await ganx(['run', file, `stop.max=${max}`, '--resume', 'must', ...where]);
    expect([must.code, must.json.error.code]).toEqual([2, 'GANX_RESUME_NONE']);
    let sent = false;
    await ganx(['run', file, '--resume', 'auto', ...where], {
      onOutput(text, kill) {
        if (sent || !text.includes('resumed at')) return;
        sent = true;
        kill('SIGINT');
      },
    });
    expect(sent).toBe(true);
    expect(runsIn(folder)).toHaveLength(1);
    const fresh = await ganx(['run', file, `stop.max=${max}`, '--resume', 'auto', ...where]);
    expect(fresh.json.sessions).toHaveLength(1);
    expect(runsIn(folder)).toHaveLength(2);
  });
});

describe('ganx fork', () => {
  test('begins a new run from the state of another, keeps its lineage, and keeps the networks', async () => {
    const folder = temporaryFolder();
    const where = ['--runs-dir', join(folder, 'runs'), '--json'];
    const file = writeSpec(folder, `${tinySpec(stop(6))}checkpoint: { every: 2 }\n`);
    await ganx(['run', file, ...where]);
    const [parent] = runsIn(folder);
    const forked = await ganx([
      'fork',
      `${parent}@4`,
      'stop.max=9',
      'optimizers.generator=rmsprop',
      '++ema.decay=0.9',
      ...where,
    ]);
    expect(forked.code, forked.stderr).toBe(0);
    expect(forked.json.counters.iteration).toBe(9);
    const child = runsIn(folder)[1]!;
    expect(JSON.parse(readFileSync(join(child, 'manifest.json'), 'utf8')).lineage).toMatchObject({
      folder: parent,
      iteration: 4,
      changes: expect.arrayContaining([{ path: 'stop.max', before: 6, after: 9 }]),
    });
    expect(forked.stderr).toContain("GANX_FORK_STATE The state of the generator's optimizer begins afresh");
    const lines = metrics(child)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0].iteration).toBe(5);
    const spent = await ganx(['fork', parent!, ...where]);
    expect([spent.code, spent.json.error.code]).toEqual([2, 'GANX_BUDGET_SPENT']);
    expect(spent.json.error.message).toContain('stop allows 6 iterations, and 6 are done. Give the run room');
    expect(runsIn(folder)).toHaveLength(2);
    const wider = await ganx(['fork', parent!, 'generator.layers.0.units=9', ...where]);
    expect([wider.code, wider.json.error.code]).toEqual([2, 'GANX_FORK_SHAPES']);
    expect(wider.json.error.message).toContain('generator/00-dense/kernel is [2,9], there [2,8]');
    expect(runsIn(folder)).toHaveLength(2);
  });

  test('without changes goes on with the numbers of the run that it is from', async () => {
    const folder = temporaryFolder();
    const where = ['--runs-dir', join(folder, 'runs'), '--json'];
    const file = writeSpec(folder, `${tinySpec(stop(6))}checkpoint: { every: 2 }\n`);
    await ganx(['run', file, ...where]);
    const [parent] = runsIn(folder);
    await ganx(['fork', `${parent}@2`, ...where]);
    const lines = metrics(parent!).split('\n').slice(2).join('\n');
    expect(metrics(runsIn(folder)[1]!)).toBe(lines);
  });
});
