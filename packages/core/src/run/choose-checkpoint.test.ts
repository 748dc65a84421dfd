import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Checkpoints } from './checkpoint.js';
import { openCheckpoint } from './choose-checkpoint.js';
import { storedFacts } from './testing/stored-run.fixture.js';

let run = '';
beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'ganx-choose-'));
  mkdirSync(join(run, 'checkpoints'));
  const checkpoints = new Checkpoints(run, { keepLast: 10 });
  const best = { monitor: 'fid', value: 3, iteration: 20, checkpoint: 'checkpoints/00000020' };
  for (const iteration of [10, 20, 30]) {
    const content = { tensors: new Map(), facts: storedFacts(iteration) };
    checkpoints.write(iteration, content, 'every', iteration < 20 ? null : best);
  }
});
afterEach(() => rmSync(run, { recursive: true, force: true }));

const damage = (iteration: number) =>
  writeFileSync(join(run, 'checkpoints', Checkpoints.nameOf(iteration), 'state.json'), '{}');

describe('choosing a checkpoint', () => {
  it('takes the last, the best, or the one of an iteration', () => {
    expect(openCheckpoint(run)).toMatchObject({
      iteration: 30,
      facts: { counters: { iteration: 30 } },
      damaged: [],
    });
    expect(openCheckpoint(run, 'best')).toMatchObject({
      iteration: 20,
      facts: { counters: { iteration: 20 } },
    });
    expect(openCheckpoint(run, 10)).toMatchObject({ iteration: 10, facts: { counters: { iteration: 10 } } });
  });

  it('falls back from a damaged last one to the one before it, and says what was damaged', () => {
    damage(30);
    damage(20);
    expect(openCheckpoint(run)).toMatchObject({
      iteration: 10,
      damaged: [
        { iteration: 30, code: 'GANX_RUN_CHECKPOINT_DAMAGED' },
        { iteration: 20, code: 'GANX_RUN_CHECKPOINT_DAMAGED' },
      ],
    });
  });

  it('refuses one that was named and is damaged, and a run of which none is whole', () => {
    damage(20);
    const refused = expect.objectContaining({ code: 'GANX_RUN_CHECKPOINT_DAMAGED' });
    expect(() => openCheckpoint(run, 'best')).toThrow(refused);
    damage(10);
    damage(30);
    expect(() => openCheckpoint(run)).toThrow(refused);
  });

  it('says which ones are there if the wanted one is not', () => {
    expect(() => openCheckpoint(run, 25)).toThrow(
      expect.objectContaining({
        code: 'GANX_RUN_CHECKPOINT_MISSING',
        message: `The run ${run} has no checkpoint of iteration 25. It has those of 10, 20, 30.`,
      }),
    );
  });
});
