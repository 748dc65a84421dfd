import type { Registry } from '../../plugin/registry.js';

/** Advice that the framework gives from what components declare. Codes are stable; guides and `advice.ignore` name them. */
export const adviceCodes = {
  GANX_ADVICE_SCORE_RANGE:
    'The discriminator ends in a layer that cannot give the scores that the loss expects.',
  GANX_ADVICE_UNBOUNDED_CRITIC: 'The loss needs a critic of bounded slope, and nothing bounds it.',
  GANX_ADVICE_MIXED_PENALTY:
    'A penalty on the slope at each example acts on a discriminator whose layers mix examples.',
  GANX_ADVICE_ACCURACY: 'Something decides by an accuracy that the loss gives no meaning.',
  GANX_ADVICE_LAZY_PENALTY: 'A penalty on slopes is applied rarely although the data are points.',
  GANX_ADVICE_NO_NON_FINITE: 'The run has a budget, but no rule that ends it when it diverges.',
  GANX_ADVICE_LARGE_DISCRIMINATOR: 'The discriminator has room to learn its few examples by heart.',
} as const;

export type AdviceCode = keyof typeof adviceCodes;

/** Every code that advice may have with these components, and its sentence. */
export function knownAdviceCodes(registry: Registry): ReadonlyMap<string, string> {
  return new Map([
    ...Object.entries(adviceCodes),
    ...registry.components().flatMap(({ adviceCodes: own }) => Object.entries(own ?? {})),
  ]);
}
