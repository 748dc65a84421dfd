import { ResumeError } from '../../errors.js';
import type { Json } from '../../plugin/index.js';
import type { ExperimentSpec } from '../../spec/types.js';
import type { Fork, Plan } from '../api.js';
import type { OpenTerm } from '../step/terms.js';
import { matchParts } from './match-parts.js';
import { type HostTensor, memoryPlace, type Snapshot, type SnapshotFacts, stateVariables } from './state.js';

/** A state that fits another spec than the one it was saved under, and what of it could not be used. */
export interface Fitted {
  readonly snapshot: Snapshot;
  readonly notes: readonly string[];
}

/**
 * Makes a state fit a changed spec, both as they are stored. Components keep their state if they are still there, whatever their place; new ones
 * begin afresh, which is noted. An ending by a rule holds only while the rules are what they were.
 */
export function fitComponents(
  { facts, tensors }: Snapshot,
  before: ExperimentSpec,
  after: ExperimentSpec,
): Fitted {
  const matched = matchParts(before, after);
  const components: Record<string, Json> = {};
  const used = new Set<string>();
  for (const [place, old] of matched) {
    const saved = facts.components[old];
    if (saved === undefined) continue;
    components[place] = saved;
    used.add(old);
  }
  const notes = Object.keys(facts.components)
    .filter((place) => !used.has(place))
    .map((place) => `The state of ${place} of the old spec is left behind: no component goes on with it.`);
  const sameRules = JSON.stringify(before.stop) === JSON.stringify(after.stop);
  const ending = sameRules ? facts.ending : null;
  return { snapshot: { tensors, facts: { ...facts, spec: after, components, ending } }, notes };
}

/**
 * Makes the state of one run the first state of another. The networks must be the same; slots of another optimizer and
 * an average that was not kept before begin afresh, which is noted. Data of another size or kind is read from its
 * beginning.
 *
 * Errors     ResumeError GANX_FORK_SHAPES, which names the tensors that do not fit.
 */
export function fitFork({ from, snapshot: state }: Fork, { built, info }: Plan): Fitted {
  const { spec } = built.experiment.stored;
  const before = state.facts.spec;
  const sameData = info.size === from.dataset.size && dataOf(before) === dataOf(spec);
  const { snapshot, notes: left } = fitComponents(state, before, spec);
  const notes = [...left];
  const tensors = new Map<string, HostTensor>();
  const misfits: string[] = [];
  const afresh = new Set<string>();
  const remembered = fitMemory(built, snapshot.tensors, matchParts(before, spec));
  for (const { place } of remembered.fresh)
    afresh.add(`What ${place} carries from step to step begins afresh.`);
  for (const [name, { shape }] of stateVariables(built)) {
    if (remembered.tensors.has(name)) {
      tensors.set(name, remembered.tensors.get(name)!);
      continue;
    }
    const saved = snapshot.tensors.get(name);
    const role = name.startsWith('optimizer/generator/') ? 'generator' : 'discriminator';
    const otherOptimizer = spec.optimizers[role].type !== before.optimizers[role].type;
    const freshSlot = name.startsWith('optimizer/') && (otherOptimizer || !saved);
    if (saved && saved.shape.join() === shape.join() && !freshSlot) {
      tensors.set(name, saved);
    } else if (name.startsWith('average/') && !before.ema) {
      const live = snapshot.tensors.get(name.slice('average/'.length));
      if (live?.shape.join() === shape.join()) tensors.set(name, live);
      afresh.add('The average of the generator begins as a copy of its weights.');
    } else if (freshSlot) {
      const slot = name.split('/').at(-1)!;
      const size = shape.reduce((a, b) => a * b, 1);
      tensors.set(name, {
        shape,
        data: new Float32Array(size).fill(built[role].optimizer.value.slots[slot]!),
      });
      afresh.add(`The state of the ${role}'s optimizer begins afresh, or a part of it: it is another one.`);
    } else {
      misfits.push(`${name} is [${shape}]${saved ? `, there [${saved.shape}]` : ', there it is not'}`);
    }
  }
  if (misfits.length > 0) throw shapesError(misfits);
  notes.push(...afresh);
  if (!sameData) notes.push('The data is another, so it is read from its beginning.');
  const { counters, best, rollBacks = [] } = snapshot.facts;
  if (rollBacks.length > 0)
    notes.push(
      `The learning rates are those of the spec: the old run had lowered them to ${rollBacks.at(-1)!.learningRateFactor} times its own, because it had diverged.`,
    );
  const facts: SnapshotFacts = {
    ...snapshot.facts,
    spec,
    // The old run's best checkpoint is in its folder, unless it is this very one.
    best: best?.iteration === counters.iteration ? best : null,
    // The learning rates are those that its own spec says.
    rollBacks: [],
    cursor: sameData ? snapshot.facts.cursor : { epoch: 0, position: 0 },
    ending: null,
    seconds: 0,
  };
  return { snapshot: { tensors, facts }, notes };
}

/** What terms carry from step to step: as it was for those that are still there, else its first values. */
function fitMemory(
  { terms }: Plan['built'],
  saved: Snapshot['tensors'],
  matched: ReadonlyMap<string, string>,
): { readonly tensors: ReadonlyMap<string, HostTensor>; readonly fresh: ReadonlySet<OpenTerm> } {
  const tensors = new Map<string, HostTensor>();
  const fresh = new Set<OpenTerm>();
  for (const term of terms) {
    for (const [name, { shape, value }] of Object.entries(term.value.memory ?? {})) {
      const before = saved.get(memoryPlace(matched.get(term.place) ?? '', name));
      const fits = before?.shape.join() === shape.join();
      const first = new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value);
      tensors.set(memoryPlace(term.place, name), fits ? before! : { shape, data: first });
      if (!fits) fresh.add(term);
    }
  }
  return { tensors, fresh };
}

/** The dataset without what only says how it is read. */
function dataOf({ data }: ExperimentSpec): string {
  const { augment: _augment, batchSize: _batchSize, range: _range, ...own } = data;
  return JSON.stringify(own);
}

function shapesError(misfits: readonly string[]): ResumeError {
  const shown = misfits.slice(0, 8);
  const more = misfits.length - shown.length;
  return new ResumeError(
    'GANX_FORK_SHAPES',
    `The changed spec has other networks than the run that it would go on from: ${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}. A fork keeps the networks; train other ones from the start with \`ganx run\`.`,
  );
}
