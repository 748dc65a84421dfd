import { describe, expect, it } from 'vitest';
import { compareRuns } from './compare-runs.js';
import { filterRuns } from './filter-runs.js';
import { runsTable, seedsTable } from './tables.js';
import { makeRuns } from './testing/run-folder.fixture.js';

const k = (discriminatorSteps: number) => ({ balance: { type: 'constant', discriminatorSteps } });

describe('runs that differ only in their seed', () => {
  it('are one configuration with median, quartiles, range and the share that failed', async () => {
    const runs = await makeRuns(
      { seed: 1, spec: k(1), fid: [4] },
      { seed: 2, spec: k(1), fid: [2] },
      { seed: 3, spec: k(1), fid: [8], verdict: 'collapsed' },
      { seed: 1, spec: k(5), fid: [1] },
    );
    const { groups, keys } = compareRuns(runs);
    expect(keys).toEqual(['seed', 'balance.discriminatorSteps']);
    expect(groups.map(({ label, samples }) => [label, samples.length])).toEqual([
      ['discriminatorSteps=1', 3],
      ['discriminatorSteps=5', 1],
    ]);
    expect(groups[0]!.collapseRate).toBeCloseTo(1 / 3);
    expect(groups[0]!.spreads.get('fid')!.best).toEqual({ n: 3, median: 4, q1: 3, q3: 6, min: 2, max: 8 });
  });

  it('count once for each seed, and a run that has not ended does not count as a survivor', async () => {
    const runs = await makeRuns(
      { seed: 1, fid: [4] },
      { seed: 1, fid: [6] },
      { seed: 2, fid: [5], verdict: 'diverged' },
      { seed: 3, fid: [5], verdict: 'interrupted' },
    );
    const { groups, notices } = compareRuns(runs);
    expect(groups[0]!.samples.map(({ run }) => run)).toEqual([runs[1]!.run, runs[2]!.run, runs[3]!.run]);
    expect([groups[0]!.collapseRate, groups[0]!.ended]).toEqual([0.5, 2]);
    expect(notices.map(({ code }) => code)).toEqual(['GANX_COMPARE_SEED_TWICE']);
  });
});

describe('ranking', () => {
  it('puts the best first and what has no value last', async () => {
    const runs = await makeRuns(
      { fid: [4] },
      { fid: [] },
      { fid: [1, 9] },
      { fid: [Number.NaN] },
      { fid: [2] },
    );
    const order = (which: 'best' | 'last') =>
      compareRuns(runs, { by: 'fid', which }).runs.map((run) => runs.indexOf(run));
    expect(order('best')).toEqual([2, 4, 0, 1, 3]);
    expect(order('last')).toEqual([4, 0, 2, 1, 3]);
  });

  it('counts a repeat without a finite value as the worst of its group, and says so', async () => {
    const runs = await makeRuns(
      { seed: 1, spec: k(1), fid: [1] },
      { seed: 2, spec: k(1), fid: [Number.NaN] },
      { seed: 3, spec: k(1), fid: [Infinity] },
      { seed: 1, spec: k(5), fid: [3] },
      { seed: 2, spec: k(5), fid: [4] },
      { seed: 3, spec: k(5), fid: [Number.NaN] },
      { seed: 4, spec: k(5), fid: [] },
    );
    const { groups, notices } = compareRuns(runs, { by: 'fid' });
    expect(groups.map(({ label }) => label)).toEqual(['discriminatorSteps=5', 'discriminatorSteps=1']);
    expect(
      notices.filter(({ code }) => code === 'GANX_COMPARE_NOT_FINITE').map(({ message }) => message),
    ).toEqual([
      '2 of 3 runs of discriminatorSteps=1 have no finite best fid; in the ranking they count as the worst.',
      '1 of 3 runs of discriminatorSteps=5 have no finite best fid; in the ranking they count as the worst.',
    ]);
  });

  it.each([
    ['samples', { provenance: { samples: 1000 } }, 'samples (100 in 1 run, 1000 in 1 run)'],
    ['weights', { provenance: { weights: 'live' } }, 'weights (ema in 1 run, live in 1 run)'],
    ['extractor', { provenance: { extractor: 'pixels' } }, 'extractor (not told in 1 run, pixels in 1 run)'],
    ['data', { dataset: { fingerprint: 'other', drawn: false } }, 'dataset (data in 1 run, other in 1 run)'],
    [
      'the plugin',
      { pluginVersion: '2.0.0' },
      'plugin (@ganx/plugins 1.0.0 in 1 run, @ganx/plugins 2.0.0 in 1 run)',
    ],
  ])('is refused when %s differ, with what does', async (_, other, said) => {
    const runs = await makeRuns({ fid: [4] }, { fid: [2], ...other });
    const comparison = compareRuns(runs, { by: 'fid' });
    expect(comparison.runs).toEqual(runs);
    expect(comparison.ranking?.refused).toContain(`not measured alike in all of them: ${said}.`);
    expect(comparison.notices.map(({ code }) => code)).toContain('GANX_COMPARE_PROVENANCE');
    expect(runsTable(comparison).columns.map(({ title }) => title)).toContain('fid ↓* best');
  });

  it('is refused when a run changed its way of measuring half way', async () => {
    const [run] = await makeRuns({ fid: [4] });
    const history = { ...run!.metrics.get('fid')!, changed: ['samples'] };
    const changed = { ...run!, metrics: new Map([['fid', history]]) };
    expect(compareRuns([changed], { by: 'fid' }).ranking?.refused).toContain('changed during the run');
  });

  it('goes across seeds whose data are drawn from one distribution, and not across distributions', async () => {
    const drawn = (fingerprint: string, modes: number, seed: number) => ({
      seed,
      fid: [seed],
      dataset: { fingerprint, drawn: true },
      spec: { data: { type: 'ring', modes, batchSize: 10 * seed } },
    });
    const alike = await makeRuns(drawn('a', 8, 1), drawn('b', 8, 2));
    expect(compareRuns(alike, { by: 'fid' }).ranking).toEqual({ by: 'fid' });
    const unlike = await makeRuns(drawn('a', 8, 1), drawn('b', 9, 2));
    expect(compareRuns(unlike, { by: 'fid' }).ranking?.refused).toContain('type=ring modes=9');
  });

  it('by a metric that nobody measured says which there are', async () => {
    const runs = await makeRuns({ fid: [4] });
    expect(() => compareRuns(runs, { by: 'fod' })).toThrow(
      expect.objectContaining({
        code: 'GANX_COMPARE_METRIC',
        message: 'No run has measured "fod". Measured are fid. Did you mean fid?',
      }),
    );
  });
});

describe('filters', () => {
  const chosen = async (filters: Parameters<typeof filterRuns>[1]) => {
    const runs = await makeRuns(
      { name: 'ring', spec: k(1) },
      { name: 'ring-wide', spec: k(5), verdict: 'collapsed' },
      { name: 'grid', spec: { loss: { type: 'hinge' } }, verdict: 'interrupted' },
    );
    return filterRuns(runs, filters).map((run) => runs.indexOf(run));
  };

  it.each([
    [{ where: ['balance.discriminatorSteps=5'] }, [1]],
    [{ where: ['balance.discriminatorSteps<=5'] }, [0, 1]],
    [{ where: ['balance.discriminatorSteps!=5'] }, [0, 2]],
    [{ where: ['loss.type=hinge'] }, [2]],
    [{ names: ['ring'] }, [0]],
    [{ names: ['ring*'] }, [0, 1]],
    [{ statuses: ['interrupted', 'collapsed'] }, [1, 2]],
    [{ names: ['ring*'], statuses: ['finished'], where: ['balance.discriminatorSteps>1'] }, [1]],
  ])('%j choose', async (filters, expected) => {
    expect(await chosen(filters)).toEqual(expected);
  });

  it('refuse a key that no run has, with the one that was meant', async () => {
    await expect(chosen({ where: ['balance.discriminatorStep=5'] })).rejects.toMatchObject({
      code: 'GANX_COMPARE_WHERE',
      message: expect.stringContaining('Did you mean balance.discriminatorSteps?'),
    });
    await expect(chosen({ where: ['hinge'] })).rejects.toMatchObject({ code: 'GANX_COMPARE_WHERE' });
  });
});

it('the table of configurations says how values are spread', async () => {
  const runs = await makeRuns(
    { seed: 1, fid: [4] },
    { seed: 2, fid: [2] },
    { seed: 3, fid: [8], verdict: 'collapsed' },
  );
  expect(seedsTable(compareRuns(runs)).rows).toEqual([['ring', 3, '33% of 3', '4 [3, 6] (2–8)']]);
});
