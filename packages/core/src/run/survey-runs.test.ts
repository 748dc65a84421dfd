import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Checkpoints } from './checkpoint.js';
import { RunLock } from './lock.js';
import { removeRun } from './remove-run.js';
import { surveyRun, surveyRuns } from './survey-runs.js';
import { storedCounters, storedFacts, storedManifest, storedResult } from './testing/stored-run.fixture.js';

let runs = '';
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'ganx-survey-'));
});
afterEach(() => rmSync(runs, { recursive: true, force: true }));

const name = 'ring/20260102-030405-abcdef';
const best = { monitor: 'distance', value: 3, iteration: 20, checkpoint: 'checkpoints/00000020' };

/** A run's folder as far as a run comes before it has ended. */
function makeRun(run = name): string {
  const folder = join(runs, run);
  mkdirSync(join(folder, 'source'), { recursive: true });
  mkdirSync(join(folder, 'checkpoints'));
  writeFileSync(join(folder, 'spec.yaml'), 'name: ring\n');
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(storedManifest(run)));
  const content = { tensors: new Map(), facts: storedFacts(20) };
  new Checkpoints(folder, { keepLast: 3 }).write(20, content, 'every', best);
  const events = [
    { time: 1, type: 'iteration', counters: storedCounters(27) },
    { time: 2, type: 'warning' },
  ];
  writeFileSync(join(folder, 'log.jsonl'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  return folder;
}

function end(folder: string, status: string, type = 'budget'): void {
  const verdict = { type, reason: 'so', iteration: 30 };
  const result = storedResult(name, 30, { status, verdict, best });
  writeFileSync(join(folder, 'result.json'), JSON.stringify(result));
}

const only = () => {
  const [first, ...others] = surveyRuns(runs);
  expect(others).toEqual([]);
  return first!;
};

describe('a trial that its sweep gave up', () => {
  const end = (trial: number, state: string, run: string) =>
    `${JSON.stringify({ time: 1, type: 'end', trial, state, verdict: 'x', reason: 'worse than half', value: 3, iteration: 30, run })}\n`;
  const trials = ['0000', '0001'].map((trial) => `trials/${trial}/${name}`);

  it('reads pruned, with the reason, while one that was interrupted beside it stays so', () => {
    const sweep = runs;
    const lines = [end(0, 'PRUNED', trials[0]!), end(1, 'FAIL', trials[1]!), '{"torn'];
    writeFileSync(join(sweep, 'journal.jsonl'), lines.join(''));
    const surveyed = trials.map((run) => {
      const folder = makeRun(run);
      const verdict = { type: 'interrupted', reason: 'so', iteration: 30 };
      const result = storedResult(name, 30, { status: 'interrupted', verdict, best });
      writeFileSync(join(folder, 'result.json'), JSON.stringify(result));
      return surveyRun({ run: name, folder });
    });
    expect(surveyed).toMatchObject([
      { status: 'pruned', ending: 'worse than half', verdict: { type: 'interrupted' } },
      { status: 'interrupted' },
    ]);
  });

  it('reads pruned too where it had to be killed, and follows a journal that grows', () => {
    const folder = makeRun(trials[0]);
    const journal = join(runs, 'journal.jsonl');
    writeFileSync(journal, end(1, 'PRUNED', trials[1]!));
    expect(surveyRun({ run: name, folder }).status).toBe('crashed');
    appendFileSync(journal, end(0, 'PRUNED', trials[0]!));
    expect(surveyRun({ run: name, folder }).status).toBe('pruned');
  });
});

describe('a run on disk', () => {
  it('is crashed if it neither ended nor is held; its log says how far it came', () => {
    appendFileSync(join(makeRun(), 'log.jsonl'), '{"type":"iteration-end","counters":{"itera');
    expect(only()).toMatchObject({
      run: name,
      status: 'crashed',
      startedAt: '2026-01-02T03:04:05.000Z',
      iteration: 27,
      checkpoints: [20],
      best,
    });
    expect(only().bytes).toBeGreaterThan(300);
  });

  it('is running while a living process holds its lock, whatever an older result says', async () => {
    const folder = makeRun();
    end(folder, 'interrupted');
    const lock = await RunLock.acquire(folder);
    expect(only()).toMatchObject({ status: 'running', iteration: 27 });
    expect(only().verdict).toBeUndefined();
    lock.release();
    expect(only()).toMatchObject({ status: 'interrupted', iteration: 30 });
  });

  it.each([
    ['finished', 'budget'],
    ['failed', 'failed'],
    ['interrupted', 'interrupted'],
  ])('is %s as its result says', (status, type) => {
    end(makeRun(), status, type);
    expect(only()).toMatchObject({ status, verdict: { type }, best });
  });

  it('that failed before it had a manifest is failed, and one that was killed then crashed', () => {
    const folder = join(runs, name);
    mkdirSync(join(folder, 'source'), { recursive: true });
    mkdirSync(join(folder, 'checkpoints'));
    expect(only()).toMatchObject({ status: 'crashed', checkpoints: [] });
    end(folder, 'failed', 'failed');
    expect(only().status).toBe('failed');
  });

  it('takes its age from its name where nothing else says it', () => {
    const folder = makeRun();
    rmSync(join(folder, 'manifest.json'));
    expect(new Date(only().startedAt!).getFullYear()).toBe(2026);
  });
});

describe('a damaged folder', () => {
  it.each([
    ['a manifest that is no JSON', 'manifest.json', '{', /manifest.json is damaged: it is not JSON/],
    ['a manifest of something else', 'manifest.json', '{}', /manifest.json is damaged: format is missing/],
    ['no manifest beside checkpoints', 'manifest.json', undefined, /manifest.json is missing/],
    ['no spec', 'spec.yaml', undefined, /spec.yaml is missing/],
    ['a result that is no JSON', 'result.json', 'oops', /result.json is damaged: it is not JSON/],
    [
      'a result that is a list',
      'result.json',
      '[]',
      /result.json is damaged: it is an empty list, expected a map/,
    ],
  ])('with %s is listed as damaged', (_what, file, content, problem) => {
    const path = join(makeRun(), file);
    if (content === undefined) rmSync(path);
    else writeFileSync(path, content);
    expect(only()).toMatchObject({ status: 'damaged', problem: expect.stringMatching(problem), run: name });
  });

  it('with anything in place of anything is listed all the same', () => {
    for (const [at, file] of [
      'log.jsonl',
      'result.json',
      'manifest.json',
      'checkpoints/index.json',
    ].entries()) {
      const folder = makeRun(`ring/2026010${at + 1}-030405-abcde${at}`);
      rmSync(join(folder, file), { force: true });
      mkdirSync(join(folder, file));
    }
    expect(surveyRuns(runs)).toHaveLength(4);
  });
});

describe('folders that are no runs', () => {
  it('are listed as foreign, and files and links are not followed', () => {
    mkdirSync(join(runs, 'photos/holiday'), { recursive: true });
    writeFileSync(join(runs, 'photos/holiday/a.png'), 'png');
    mkdirSync(join(runs, 'ring/my-run/source'), { recursive: true });
    mkdirSync(join(runs, 'ring/my-run/checkpoints'));
    mkdirSync(join(runs, 'ring/.removing-20260102-030405-abcdef'));
    writeFileSync(join(runs, 'notes.txt'), '');
    symlinkSync(runs, join(runs, 'photos/loop'));
    expect(
      surveyRuns(runs).map(({ run, status, bytes, problem }) => ({ run, status, bytes, problem })),
    ).toEqual(
      expect.arrayContaining([
        {
          run: 'photos/holiday',
          status: 'foreign',
          bytes: 3,
          problem: expect.stringContaining('no source/'),
        },
        { run: 'ring/my-run', status: 'foreign', bytes: 0, problem: expect.stringContaining('DATE-TIME-ID') },
        {
          run: 'ring/.removing-20260102-030405-abcdef',
          status: 'foreign',
          bytes: 0,
          problem: expect.stringContaining('removal did not end'),
        },
      ]),
    );
    expect(surveyRuns(runs)).toHaveLength(3);
  });

  it('are none where there is no folder at all', () => {
    expect(surveyRuns(join(runs, 'nowhere'))).toEqual([]);
  });
});

describe('the best checkpoint', () => {
  it('is not believed where the index contradicts itself', () => {
    const folder = makeRun();
    const index = { last: '00000020', best: { distance: { ...best, iteration: 10 } } };
    writeFileSync(join(folder, 'checkpoints/index.json'), JSON.stringify(index));
    expect(only().best).toBeUndefined();
  });
});

describe('removing a run', () => {
  it('leaves nothing of it, and nothing of an experiment that has no other', async () => {
    const folder = makeRun();
    const other = makeRun('ring/20260103-030405-abcdee');
    await removeRun({ run: name, folder });
    expect(surveyRuns(runs).map(({ run }) => run)).toEqual(['ring/20260103-030405-abcdee']);
    await removeRun({ run: '', folder: other });
    expect(existsSync(join(runs, 'ring'))).toBe(false);
  });

  it('is refused while a process trains it, and changes nothing', async () => {
    const folder = makeRun();
    const before = surveyRun({ run: name, folder }).checkpoints;
    const lock = await RunLock.acquire(folder);
    await expect(removeRun({ run: name, folder })).rejects.toMatchObject({ code: 'GANX_RUN_LOCKED' });
    lock.release();
    expect(surveyRun({ run: name, folder }).checkpoints).toEqual(before);
  });

  it('that is a link removes the link only', async () => {
    const folder = makeRun();
    const link = join(runs, 'ring/20260104-030405-abcdea');
    symlinkSync(folder, link);
    await removeRun({ run: 'ring/20260104-030405-abcdea', folder: link });
    expect([existsSync(link), existsSync(join(folder, 'spec.yaml'))]).toEqual([false, true]);
  });
});
