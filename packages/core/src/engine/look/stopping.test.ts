import { describe, expect, it } from 'vitest';
import { ruleTree } from '../../experiment/rule-tree.js';
import { defineStoppingRule, type StopView } from '../../plugin/index.js';
import type { StopSpec } from '../../spec/types.js';
import { fixtureRegistry } from '../testing/plugin.fixture.js';
import { openStopping } from './stopping.js';

const view = (iteration: number): StopView => ({
  counters: { iteration, discriminatorSteps: 0, generatorSteps: 0, images: 0 },
  seconds: 0,
  discriminator: undefined,
  generator: undefined,
  evaluated: [],
});
const at = (iteration: number, verdict = 'converged') => ({ type: 'fires', at: iteration, verdict });
const firstAt = (spec: StopSpec) => {
  const stopping = openStopping(ruleTree(fixtureRegistry(), spec, 'stop'));
  for (let i = 1; i < 100; i++) {
    const fired = stopping.decide(view(i));
    if (fired) return { iteration: i, ...fired };
  }
  return undefined;
};

describe('combined stopping rules', () => {
  it('any: stops with the first in order that has decided', () => {
    expect(firstAt({ any: [at(9), at(4, 'overpowered'), at(4)] })).toEqual({
      iteration: 4,
      type: 'overpowered',
      rule: 'fires',
      reason: 'fired at 4',
    });
  });

  it('any: of rules that decide in the same iteration the gravest is the verdict', () => {
    expect(firstAt({ any: [at(4, 'budget'), at(4, 'overpowered'), at(4)] })).toMatchObject({
      iteration: 4,
      type: 'overpowered',
    });
  });

  it('all: waits for every rule, tells all reasons and takes the gravest verdict', () => {
    expect(firstAt({ all: [at(3, 'budget'), at(7, 'collapsed'), at(5)] })).toEqual({
      iteration: 7,
      type: 'collapsed',
      rule: 'fires',
      reason: 'fired at 3, and fired at 7, and fired at 5',
    });
  });

  it('nest', () => {
    expect(firstAt({ any: [at(50), { all: [at(5), { any: [at(20), at(8)] }] }] })).toMatchObject({
      iteration: 8,
    });
  });

  it('none of an empty list ever fires', () => {
    expect(firstAt({ any: [] })).toBeUndefined();
    expect(firstAt({ all: [] })).toBeUndefined();
  });

  it('every rule is asked at every iteration, since rules count', () => {
    const asked: number[] = [];
    const counts = defineStoppingRule({
      type: 'counts',
      description: 'Counts.',
      examples: [{ type: 'counts' }],
      create: () => ({ decide: ({ counters }) => void asked.push(counters.iteration) }),
    });
    const spec = { any: [at(1), { type: 'counts' }] };
    const stopping = openStopping(ruleTree(fixtureRegistry(counts), spec, 'stop'));
    for (let i = 1; i <= 3; i++) stopping.decide(view(i));
    expect(asked).toEqual([1, 2, 3]);
    expect(stopping.parts.map(({ place }) => place)).toEqual(['stop.any.0', 'stop.any.1']);
  });

  it('know what a display can count to', () => {
    const budget = (spec: StopSpec) => openStopping(ruleTree(fixtureRegistry(), spec, 'stop')).budget;
    const rule = (max: number) => ({ type: 'iterations', max });
    expect(budget({ any: [at(3), rule(20), rule(30)] })).toEqual({ counter: 'iteration', max: 20 });
    expect(budget({ all: [rule(20), rule(30)] })).toEqual({ counter: 'iteration', max: 30 });
    expect(budget({ all: [rule(20), at(3)] })).toBeUndefined();
  });
});
