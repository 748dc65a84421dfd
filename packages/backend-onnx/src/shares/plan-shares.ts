import * as g from '../graph/index.js';
import { foldConstants } from '../passes/constant-folding.js';
import { type Gathering, gathering } from './gathering.js';
import { type SharedBatch, shareBatch } from './share-batch.js';
import { SHARES } from './signature.js';

/** Bytes that all shares together must write: below, handing work to another thread costs more than it saves. */
const LEAST_WORK = 2 * 2 ** 20;
/** Bytes written for each that travels to the other thread or back. */
const WORK_PER_BYTE = 8;

/** A function as one graph that each share computes, and one that follows. */
export interface SharePlan extends Pick<SharedBatch, 'cut'> {
  /** What a share computes. */
  readonly shares: readonly g.Value[];
  /** What becomes of each of these. */
  readonly gatherings: readonly Gathering[];
  /** What was asked for, in terms of what is gathered. */
  readonly results: readonly g.Value[];
}

/**
 * Whether and how `asked`, simplified, is computed in shares. Judged by shapes alone: a sum over shares rounds otherwise than a sum over the batch,
 * and machines must agree.
 *
 * It pays for small networks and large batches. There a chain of short operations, each cut in two for itself, keeps two threads
 * busy for little of the time (`bench/README.md`).
 */
export function planShares(asked: readonly g.Value[]): SharePlan | null {
  const folded = foldConstants(asked);
  const shared = shareBatch(folded);
  if (!shared || !pays(shared)) return null;
  const { gathered, cut } = shared;
  const gatherings = gathered.map((one) => gathering(one, folded.includes(one.whole)));
  const standIns = new Map(gathered.map(({ whole }, i) => [whole, gatherings[i]!.standIn]));
  const results = g.rewrite(folded, ({ outputs }) =>
    outputs.some((output) => standIns.has(output)) ? outputs.map((output) => standIns.get(output)!) : null,
  );
  return { cut, shares: gathered.map(({ share }) => share), gatherings, results };
}

function pays({ gathered }: SharedBatch): boolean {
  const shares = gathered.map(({ share }) => share);
  const { nodes, leaves } = g.collect(shares);
  const bytes = (values: readonly g.Value[]) =>
    values.reduce((sum, { shape }) => sum + 4 * g.sizeOf(shape), 0);
  const work = SHARES * bytes(nodes.flatMap(({ outputs }) => outputs));
  const travels = bytes(leaves.filter(({ leaf }) => leaf!.kind !== 'constant')) + bytes(shares);
  return work >= LEAST_WORK && work >= WORK_PER_BYTE * travels;
}
