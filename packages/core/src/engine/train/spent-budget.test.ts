import { describe, expect, it } from 'vitest';
import type { Named, RuleTree } from '../../experiment/opened.js';
import type { StoppingRule } from '../../plugin/index.js';
import type { ExperimentSpec } from '../../spec/types.js';
import { roomFor, spentRules, spentText } from './spent-budget.js';

const used = { iteration: 8, images: 64, discriminatorSteps: 8, generatorSteps: 8, seconds: 90 };
const rule = (place: string, budget?: StoppingRule['budget']): Named<StoppingRule> => ({
  component: 'stopping-rule rule',
  type: 'rule',
  place,
  moving: [],
  value: { decide: () => undefined, ...(budget && { budget }) },
});
const iterations = (place: string, max: number) => rule(place, { counter: 'iteration', max });
const places = (tree: RuleTree) => spentRules(tree, used).map(({ place }) => place);

describe('a tree of rules has used up its budget', () => {
  it.each<[string, RuleTree, readonly string[]]>([
    ['by its only rule', iterations('stop', 8), ['stop']],
    ['not before', iterations('stop', 9), []],
    ['not by a rule that counts nothing', rule('stop'), []],
    [
      'by each of any that is spent',
      {
        combine: 'any',
        of: [
          rule('stop.any.0', { counter: 'seconds', max: 90 }),
          iterations('stop.any.1', 7),
          rule('stop.any.2'),
        ],
      },
      ['stop.any.0', 'stop.any.1'],
    ],
    [
      'by the first of all, of which one is enough to go on',
      { combine: 'all', of: [iterations('stop.all.0', 8), iterations('stop.all.1', 7)] },
      ['stop.all.0'],
    ],
    [
      'not while one of all waits',
      { combine: 'all', of: [iterations('stop.all.0', 8), rule('stop.all.1')] },
      [],
    ],
  ])('%s', (_how, tree, expected) => expect(places(tree)).toEqual(expected));
});

it('room is made at the path of each limit, in the units that the spec has', () => {
  const stop = { any: [{ type: 'time', maxMinutes: 1.5 }, { all: [{ type: 'iterations', max: 3 }] }] };
  const rules = [rule('stop.any.0', { counter: 'seconds', max: 90 }), iterations('stop.any.1.all.0', 3)];
  expect(roomFor({ stop } as unknown as ExperimentSpec, rules, used)).toBe(
    'stop.any.0.maxMinutes=3 stop.any.1.all.0.max=18',
  );
  expect(spentText(rules, used)).toBe(
    'stop.any.0 allows 90 seconds of training, and 90 are done; stop.any.1.all.0 allows 3 iterations, and 8 are done',
  );
});

it('a limit that no option tells is not guessed', () => {
  const stop = { type: 'own', span: 3 } as unknown as ExperimentSpec['stop'];
  expect(roomFor({ stop }, [iterations('stop', 3)], used)).toBe('');
});
