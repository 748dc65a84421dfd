import { expect, test } from 'vitest';
import { openExperiment } from '../../experiment/open.js';
import type { DatasetInfo } from '../../plugin/index.js';
import { least, load } from '../testing/load.fixture.js';
import { checkClasses } from './classes.js';

async function found(
  classes: number,
  examplesPerClass?: number[],
  more: Partial<DatasetInfo> = {},
  set?: string,
) {
  const loaded = await load(least('data: digits\nconditioning: labels\n'), { overrides: set ? [set] : [] });
  const info = {
    shape: [8, 8, 1],
    dtype: 'uint8',
    size: 10,
    classes,
    ...(examplesPerClass && { examplesPerClass }),
    ...more,
  } as const;
  const experiment = await openExperiment({ ...loaded, info });
  return checkClasses({ ...experiment, loaded, conditional: true });
}

test('classes without training examples are named, with what to change', async () => {
  const [problem] = await found(4, [0, 9, 3, 0], {
    classNames: ['0', 'cat', 'dog', 'crab'],
    emptyClassesMend: 'Set data.relabel=true.',
  });
  expect(problem).toMatchObject({ code: 'GANX_SPEC_CLASSES', path: 'data.type', line: 1 });
  expect(problem!.message).toBe(
    'The dataset "digits" counts 4 classes, but has no training examples of classes 0, 3 ("crab"): nothing shows a conditional generator what they are. Set data.relabel=true. Or keep them with data.emptyClasses=allow; metrics and pictures leave them out then.',
  );
  expect(await found(4, [0, 9, 3, 0], {}, 'data.emptyClasses=allow')).toEqual([]);
  expect(await found(4, [1, 9, 3, 1])).toEqual([]);
});

test('of many such classes the first are named', async () => {
  const [problem] = await found(1000, [5, 5]);
  expect(problem!.message).toMatch(
    /classes 2, 3, .*, 11 and 988 more: .*Number its labels 0, 1, 2, \.\.\. without gaps/,
  );
});

test('one class is nothing to condition on, however many are counted', async () => {
  for (const [classes, counts, said] of [
    [1, undefined, /has one class\. Set conditioning: none/],
    [5, [0, 0, 7, 0, 0], /has training examples of one class only/],
  ] as const) {
    const problems = await found(classes, counts && [...counts]);
    expect(problems.map(({ path }) => path)).toEqual(['conditioning.type']);
    expect(problems[0]!.message).toMatch(said);
  }
});
