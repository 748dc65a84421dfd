import { PARTIAL } from '../signature.js';
import { is, isSplit, type Rule, splitOf } from './rule.js';

/** Of each sample by itself. */
export const pool: Rule = (_, [x]) => (isSplit(x, 0) ? { signature: x!.signature } : null);

/** Samples pass filters by themselves; the gradient of a filter is a sum over them. */
export const filtered: Rule = (_, [x, ...filterAndBias]) =>
  isSplit(x, 0) && filterAndBias.every((operand) => is(operand, 'broadcast'))
    ? { signature: x!.signature }
    : null;
export const filterGrad: Rule = (_, [x, dy]) =>
  isSplit(x, 0) && isSplit(dy, 0) && splitOf(x!).segments === splitOf(dy!).segments
    ? { signature: PARTIAL }
    : null;
