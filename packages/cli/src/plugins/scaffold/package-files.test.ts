import { componentKinds } from '@ganx/core/plugin';
import { expect, test } from 'vitest';
import { aKind, packageJson, readme, type ScaffoldFacts } from './package-files.js';

const factsOf = (kind: ScaffoldFacts['kind']): ScaffoldFacts => ({
  kind,
  name: 'one',
  namespace: 'own',
  packageName: 'ganx-plugin-one',
  ganxVersion: '0.1.0',
  ganxDependencies: {},
});

test('a kind is written as English, with its article', () => {
  expect(componentKinds.map(aKind).sort()).toEqual([
    'A balance policy',
    'A callback',
    'A conditioning',
    'A dataset',
    'A feature extractor',
    'A launcher',
    'A layer',
    'A logger',
    'A loss',
    'A metric',
    'A network',
    'A pruner',
    'A regularizer',
    'A schedule',
    'A search',
    'A stopping rule',
    'A weight transform',
    'An augmentation',
    'An optimizer',
  ]);
});

test.each(componentKinds)('README and package.json of a %s begin with that', (kind) => {
  expect(readme(factsOf(kind)).split('\n')[2]).toMatch(new RegExp(`^${aKind(kind)} for ganx, written in a `));
  expect(JSON.parse(packageJson(factsOf(kind))).description).toBe(`${aKind(kind)} for ganx: own/one`);
});
