import { describe, expect, test } from 'vitest';
import { check } from '../../packages/cli/src/compose/check.js';
import { temporaryFolder, writeSpec } from '../cli/ganx.js';
import { nameMistakes } from './named-layers.js';

describe('a mistake in the names of layers is told where it stands', () => {
  test.each(nameMistakes)('%s', async (_title, spec, path, says) => {
    const { problems } = await check({ file: writeSpec(temporaryFolder(), spec) });
    expect(problems).toEqual([
      expect.objectContaining({ code: expect.stringMatching(/^GANX_SPEC_(LAYER_NAME|SHAPE)$/), path }),
    ]);
    expect(problems[0]!.message).toContain(says);
  });
});
