import type { Tensor } from '@tensorflow/tfjs-core';
import type { Compute, Step, StepInputs, TensorsOf } from '../../compute.js';
import type { NetworkRole } from '../../plugin/index.js';
import { statNames } from './objectives.js';
import { acts, type OpenTerm } from './terms.js';

type Stats = { stats: Tensor };

/** A training step in one of its variants. */
export interface TrainingStep<I extends StepInputs> extends Pick<Step<I, Stats>, 'run' | 'prepare'> {
  /** Names of the numbers that it gives, in order. */
  readonly stats: readonly string[];
}

/** A player's step: which terms act in it depends on how many steps the player has made. */
export interface StepVariants<I extends StepInputs> {
  /** The variant that is due as the player's n-th step, counted from 0. */
  at(n: number): TrainingStep<I>;
  dispose(): void;
}

/** Compiles variants when they are first asked for. Terms that do not act in the player's step make none. */
export function stepVariants<I extends StepInputs>(
  role: NetworkRole,
  compute: Compute,
  terms: readonly OpenTerm[],
  make: (due: readonly OpenTerm[]) => (inputs: Partial<TensorsOf<I>>) => Stats,
): StepVariants<I> {
  const variants = new Map<string, TrainingStep<I> & { dispose(): void }>();
  const own = terms.filter(
    (term) => acts(term, role) || (role === 'discriminator' && term.value.afterUpdate),
  );
  return {
    at(n) {
      const due = own.filter(({ every }) => n % every === 0);
      const key = due.map(({ place }) => place).join();
      const known = variants.get(key);
      if (known) return known;
      const beside = due.filter(({ place }) => place !== 'loss').map(({ name }) => name);
      const step = compute.compile<I, Stats>([`${role} step`, ...beside].join(' with '), make(due));
      const variant = {
        stats: statNames(role, due),
        run: (inputs: I) => step.run(inputs),
        prepare: (inputs: I) => step.prepare(inputs),
        dispose: () => step.dispose(),
      };
      variants.set(key, variant);
      return variant;
    },
    dispose() {
      for (const variant of variants.values()) variant.dispose();
    },
  };
}
