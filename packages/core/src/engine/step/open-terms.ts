import * as tf from '@tensorflow/tfjs-core';
import type { Compute } from '../../compute.js';
import type { Named, OpenedExperiment } from '../../experiment/opened.js';
import type { RandomSource, Term } from '../../plugin/index.js';
import { stepRandom } from '../build/step-random.js';
import { gameOf, type OpenTerm } from './terms.js';

/**
 * All that is lowered: the game of the loss, then regularizers in order, then what conditioning adds.
 *
 * @param random streams that terms draw from at the moment.
 */
export function openTerms(
  { conditioning, loss, regularizers }: OpenedExperiment,
  compute: Compute,
  random: () => RandomSource,
): OpenTerm[] {
  const open = (
    own: Named<unknown> & { readonly every?: number; readonly scale?: number },
    value: Term,
    stream: string,
  ): OpenTerm => ({
    place: own.place,
    component: own.component,
    name: own.type,
    value,
    every: own.every ?? 1,
    scale: own.scale ?? 1,
    random: stepRandom(compute, random, stream),
    memory: Object.fromEntries(
      Object.entries(value.memory ?? {}).map(([name, { shape, value: first }]) => [
        name,
        filledVariable(shape, first),
      ]),
    ),
  });
  const { term } = conditioning.value;
  return [
    open(loss, gameOf(loss.value), 'term/loss'),
    ...regularizers.map((own) => open(own, own.value, 'penalties')),
    ...(term ? [open(conditioning, term, 'term/conditioning')] : []),
  ];
}

/** Puts the memory of all terms at its first values. */
export function resetMemory(terms: readonly OpenTerm[]): void {
  for (const { memory, value } of terms) {
    for (const [name, variable] of Object.entries(memory)) {
      const first = tf.fill(variable.shape, value.memory![name]!.value, 'float32');
      variable.assign(first);
      first.dispose();
    }
  }
}

/** A variable of the step's state, all of whose numbers begin at `value`. */
export function filledVariable(shape: readonly number[], value: number): tf.Variable {
  const first = tf.fill([...shape], value, 'float32');
  const variable = tf.variable(first, false);
  first.dispose();
  return variable;
}
