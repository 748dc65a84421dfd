import { OptionsError } from '@ganx/core';
import {
  atStart,
  type Due,
  type JointOptimizer,
  numbersAt,
  type Optimizer,
  type Updated,
  updatesOf,
} from '@ganx/core/plugin';
import type { Scalar } from '@tensorflow/tfjs-core';

/** An optimizer with the name that its slots and scalars get in a chain. */
export interface Link {
  readonly name: string;
  readonly optimizer: Optimizer;
}

/** A slot or scalar of a part, as a whole calls it. */
const within = (name: string, own: string): string => `${name}.${own}`;

/**
 * One optimizer of several. Each sees the weights as those before it left them, and their gradients; the last one moves the
 * weights, and its learning rate is known to all.
 *
 * Errors     OptionsError at `of.N.type` where one that is not the last has a learning rate, or the last one has none.
 */
export function compose(links: readonly Link[]): JointOptimizer {
  requireOneMover(links);
  return {
    slots: Object.assign({}, ...links.map(({ name, optimizer }) => named(name, optimizer.slots))),
    scalars(step, rateFactor, now) {
      const given = links.map((link) => [link.name, link.optimizer.scalars(step, rateFactor, now)] as const);
      const all = given.map(([name, { learningRate: _, ...own }]) => named(name, own));
      return { ...Object.assign({}, ...all), learningRate: given.at(-1)![1].learningRate! };
    },
    updateAll(due, scalars) {
      const made = due.map((): Updated['slots'][] => []);
      let current = due;
      for (const { name, optimizer } of links) {
        const seen = current.map((weight, i) => ({ ...weight, slots: ownOf(name, due[i]!.slots) }));
        const own = { ...ownOf(name, scalars), learningRate: scalars.learningRate! };
        const updates = updatesOf(optimizer, seen, own);
        current = current.map((weight, i): Due => {
          const { gradient = weight.gradient, parameter, slots } = updates[i]!;
          made[i]!.push(named(name, slots));
          return { ...weight, gradient, parameter };
        });
      }
      return current.map(({ parameter }, i) => ({ parameter, slots: Object.assign({}, ...made[i]!) }));
    },
  };
}

function requireOneMover(links: readonly Link[]): void {
  for (const [i, { name, optimizer }] of links.entries()) {
    const moves = optimizer.scalars(1, 1, numbersAt(atStart)).learningRate !== undefined;
    const last = i === links.length - 1;
    if (moves === last) continue;
    throw new OptionsError(
      `of.${i}.type`,
      moves
        ? `"${name}" moves the weights, so nothing after it acts: it has to be the last of the chain, and the only one with a learning rate.`
        : `The last of a chain moves the weights, but "${name}" has no learning rate. Put one after it, as { type: adam }.`,
    );
  }
}

/** What is one part's own among all of them, under its own names. */
export function ownOf<T extends number | Scalar | Due['parameter']>(
  name: string,
  all: Readonly<Record<string, T>>,
): Record<string, T> {
  const prefix = within(name, '');
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
    ),
  );
}

/** What a part gave, as the whole calls it. */
export const named = <T>(name: string, slots: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(slots).map(([slot, value]) => [within(name, slot), value]));
