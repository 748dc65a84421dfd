import { type Advice, type AdviceContext, defineRegularizer } from '@ganx/core/plugin';
import { describe, expect, test } from 'vitest';
import { adviceChecks } from './advice-checks.js';
import { contextOf } from './describe-plugin.js';

/** What the checks say of a regularizer that advises so. */
async function faultsOf(
  advice: (options: object, context: AdviceContext) => readonly Advice[],
  adviceCodes: Readonly<Record<string, string>> = { ACME_LOOSE: 'Nothing holds the critic.' },
): Promise<readonly string[]> {
  const component = defineRegularizer({
    type: 'loose',
    description: 'A regularizer that advises.',
    examples: [{ type: 'loose' }],
    create: () => ({}),
    adviceCodes,
    advice,
  });
  const meta = { name: 'test', version: '0.0.0', namespace: 'acme', ganxApi: '*' };
  const found: string[] = [];
  for (const { run } of adviceChecks(component, contextOf({ meta, components: [component] }))) {
    try {
      await run();
    } catch (error) {
      found.push((error as Error).message);
    }
  }
  return found;
}

const loose = { code: 'ACME_LOOSE', message: 'Nothing holds the critic here.' };

describe('advice is judged', () => {
  test('what is well-formed passes, whatever it looks at', async () => {
    const advise = (_: object, { networks, scores, info }: AdviceContext): readonly Advice[] =>
      scores === 'critic' && info.shape.length === 1 && networks.discriminator.layers.length > 1
        ? [{ ...loose, override: '+regularizers.1={type: weight-clipping}' }]
        : [];
    expect(await faultsOf(advise)).toEqual([]);
  });

  test.each<[string, readonly Advice[], string]>([
    ['a code that is not declared', [{ ...loose, code: 'ACME_OTHER' }], 'adviceCodes do not name'],
    ['no sentence', [{ ...loose, message: 'loose' }], 'is no sentence'],
    ['an option that is not there', [{ ...loose, option: 'weight' }], 'the option "weight"'],
    ['what is no override', [{ ...loose, override: 'set the weight to 3' }], 'is no override'],
  ])('%s is a fault', async (_, given, says) => {
    const [fault, ...more] = await faultsOf(() => given);
    expect(fault).toContain(says);
    expect(more).toEqual([]);
  });

  test('one that changes its mind is a fault, and so is one that throws', async () => {
    let asked = 0;
    expect(await faultsOf(() => (asked++ % 2 === 0 ? [loose] : []))).toEqual([
      expect.stringContaining('Asked twice'),
    ]);
    const broken = () => {
      throw new Error('no layers');
    };
    expect(await faultsOf(broken)).toEqual(['no layers']);
  });

  test('codes are capitals with sentences', async () => {
    expect(await faultsOf(() => [], { loose: 'Nothing holds the critic.' })).toEqual([
      'The code "loose" is not written as ACME_TOO_DEEP.',
    ]);
    expect(await faultsOf(() => [], { ACME_LOOSE: 'loose' })).toHaveLength(1);
    expect(await faultsOf(() => [], {})).toEqual(['It has "advice" and no adviceCodes.']);
  });
});
