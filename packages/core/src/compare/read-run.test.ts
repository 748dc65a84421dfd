import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunLock } from '../run/lock.js';
import { readRun } from './read-run.js';
import { makeRun, runsFolder } from './testing/run-folder.fixture.js';

describe('a run is read', () => {
  it('with its last and best values, and when they were measured', async () => {
    const made = makeRun(runsFolder(), { fid: [5, 2, Number.NaN, 4], verdict: 'budget' });
    const { metrics, status, iteration, notices, seed } = await readRun(made);
    expect(metrics.get('fid')).toMatchObject({
      goal: 'minimize',
      best: { value: 2, iteration: 20 },
      last: { value: 4, iteration: 40 },
      evaluations: 4,
      changed: [],
    });
    expect({ status, iteration, notices, seed }).toEqual({
      status: 'finished',
      iteration: 40,
      notices: [],
      seed: 1,
    });
  });

  it('with the later of equal best values, or the earlier where its spec says so', async () => {
    const best = async (spec: NonNullable<Parameters<typeof makeRun>[1]>['spec'] & object) =>
      (await readRun(makeRun(runsFolder(), { fid: [2, 5, 2, 4], spec }))).metrics.get('fid')!.best;
    expect(await best({})).toEqual({ value: 2, iteration: 30 });
    const checkpoint = { keepBest: { monitor: 'fid', ties: 'earlier' } };
    expect(await best({ checkpoint })).toEqual({ value: 2, iteration: 10 });
  });

  it('with thinned curves, if asked for', async () => {
    const made = makeRun(runsFolder());
    const lines = Array.from(
      { length: 1000 },
      (_, i) => `{"iteration":${i},"images":${i},"loss/generator":${i % 7}}\n`,
    );
    writeFileSync(join(made.folder, 'metrics.jsonl'), lines.join(''));
    const { curves, iteration } = await readRun(made, 50);
    expect([...curves.keys()]).toEqual(['loss/generator']);
    expect(curves.get('loss/generator')!.x.length).toBeLessThan(250);
    expect(iteration).toBe(999);
    expect((await readRun(made)).curves.size).toBe(0);
  });

  it('while it runs, without complaint about the line that is being written', async () => {
    const made = makeRun(runsFolder(), { fid: [5] });
    const lock = await RunLock.acquire(made.folder);
    appendFileSync(join(made.folder, 'metrics.jsonl'), '{"iteration":20,"met');
    const { notices, status, iteration } = await readRun(made);
    lock.release();
    expect(status).toBe('running');
    expect(iteration).toBe(10);
    expect(notices.map(({ code }) => code)).toEqual(['GANX_COMPARE_UNFINISHED']);
  });

  it('after a crash, saying up to where its values go', async () => {
    const made = makeRun(runsFolder(), { fid: [5, 4] });
    expect((await readRun(made)).notices).toEqual([
      {
        code: 'GANX_COMPARE_UNFINISHED',
        message: `${made.run} ended without a result (killed, or the machine stopped); its values are those up to iteration 20.`,
      },
    ]);
  });

  it('as far as it is whole, saying what is not', async () => {
    const made = makeRun(runsFolder(), { fid: [5, 4], verdict: 'budget' });
    writeFileSync(join(made.folder, 'spec.yaml'), 'a: [');
    rmSync(join(made.folder, 'manifest.json'));
    appendFileSync(join(made.folder, 'metrics.jsonl'), 'not json\n');
    const { notices, metrics } = await readRun(made);
    expect(metrics.get('fid')!.last.value).toBe(4);
    expect(notices.map(({ message }) => message)).toEqual([
      expect.stringMatching(/spec\.yaml cannot be read \(Flow sequence/),
      `${made.run}: manifest.json is missing.`,
      `${made.run}: metrics.jsonl has 1 damaged line, which is left out.`,
    ]);
  });
});
