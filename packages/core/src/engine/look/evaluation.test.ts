import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../plugin/index.js';
import { initialise } from '../state/state.js';
import { tinySpec, withPlan } from '../testing/experiment.fixture.js';
import { openEvaluation } from './evaluation.js';

/** Nineteen examples of class 0 to one of class 1. */
const skewed = {
  info: { shape: [2], dtype: 'float32', size: 20, classes: 2 },
  train: { size: 20, read: () => {}, labels: Int32Array.from({ length: 20 }, (_, i) => (i === 7 ? 1 : 0)) },
  fingerprint: 'skewed',
} as Dataset;

const provenance = (conditioning: string, changes = {}) =>
  withPlan(
    tinySpec({
      conditioning: { type: conditioning },
      metrics: [{ type: 'spread', samples: 32, every: 1, ...changes }],
    }),
    async ({ built }) => {
      initialise(built);
      const { metrics } = built.experiment.takeForSession();
      const values = await openEvaluation(built, metrics, skewed).evaluate(1, 'due');
      return values![0]!.provenance;
    },
  );

describe('what a metric measures', () => {
  it('is drawn of classes as the training examples have them, and its provenance says so', async () => {
    expect(await provenance('labels')).toMatchObject({ classes: 'data', classShares: '0.95 0.05' });
  });

  it('is drawn of all classes alike where the metric asks for that', async () => {
    expect(await provenance('labels', { classes: 'uniform' })).toMatchObject({
      classes: 'uniform',
      classShares: '0.5 0.5',
    });
  });

  it('says nothing of classes where there is none to ask for', async () => {
    expect(Object.keys(await provenance('none'))).toEqual(['samples', 'weights']);
  });
});
