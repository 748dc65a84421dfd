import type { Advice, AdviceContext } from '@ganx/core/plugin';

/** Of layers that share or scale out over the last axis: what they make of an axis of one number is always the same. */
export const constantOutputCodes = {
  GANX_ADVICE_CONSTANT_LAYER:
    'A layer that compares the values of its last axis stands where there is only one.',
} as const;

/** Advice for such a layer where its last axis has one number. `what` says what it gives then. */
export function adviseConstantOutput(
  type: string,
  what: string,
  { layer, path }: AdviceContext,
): readonly Advice[] {
  if (layer?.outputShape.at(-1) !== 1) return [];
  const message = `"${type}" compares the values of the last axis, and here there is one (${`[${layer.outputShape.join(', ')}]`}): whatever comes in, ${what}. Nothing before this layer learns.`;
  const inList = /\.\d+$/.test(path);
  return [{ code: 'GANX_ADVICE_CONSTANT_LAYER', message, ...(inList && { override: `~${path}` }) }];
}
