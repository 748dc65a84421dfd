import { describe, expect, test } from 'vitest';
import { check } from '../../packages/cli/src/compose/check.js';
import { temporaryFolder, writeSpec } from '../cli/ganx.js';
import { nameMistakes } from './named-layers.js';

const mistakes = nameMistakes.map(([title, spec, path, says, code = 'GANX_SPEC_LAYER_NAME']) => ({
  title,
  spec,
  path,
  says,
  code,
}));

describe('a mistake in the names of layers is told where it stands', () => {
  test.each(mistakes)('$title', async ({ code, path, says, spec }) => {
    const { problems } = await check({ file: writeSpec(temporaryFolder(), spec) });
    expect(problems).toEqual([expect.objectContaining({ code, path })]);
    expect(problems[0]!.message).toContain(says);
  });
});
