import type { NetworkRole, Reading, Term } from '@ganx/core/plugin';
import { sum, tidy } from '@tensorflow/tfjs-core';
import { type Check, judgeEach } from './check.js';
import { type Fault, Finding } from './fault.js';
import { expectSlopeOfVariables } from './slopes.js';
import type { Readings } from './step-view.js';
import type { TermStage } from './term-stage.js';
import type { Trial } from './trial.js';

const roles = ['discriminator', 'generator'] as const;

const partsOf = (term: Term): readonly NetworkRole[] => roles.filter((role) => term[role]);

/** A term with what it is tried on; `what` names the example. */
export interface TermSubject {
  readonly what: string;
  /** A fresh stage. */
  make(): TermStage;
}

/** What each player lowers, what it logs and keeps, and the weights after acting on them. */
export function termTrials(subjects: readonly TermSubject[]): Trial[] {
  return subjects.map(({ what, make }) => {
    const at = make();
    const { term } = at;
    return {
      what,
      inputs: [at.real, at.latents, at.labels],
      random: at.random,
      run() {
        at.reset();
        const lowered = partsOf(term).flatMap((role) => {
          const { loss, stats = {}, memory = {} } = at.lower(role);
          return [loss, ...Object.values(stats), ...Object.values(memory)];
        });
        term.afterUpdate?.(at.weights.discriminator);
        return [...lowered, ...at.weights.discriminator.map(({ variable }) => variable.clone())];
      },
    };
  });
}

/** What holds for every term, whichever kind brings it. */
export function termChecks(subjects: () => readonly TermSubject[]): Check[] {
  const judge = judgeEach(subjects);
  const each = (fault: Fault, claim: string, run: (at: TermStage) => void): Check =>
    judge(fault, claim, ({ make }) => {
      const at = make();
      try {
        tidy(() => run(at));
      } finally {
        at.dispose();
      }
    });
  return [
    each('declaration', 'it lowers something, acts after the update, or both', ({ term }) => {
      if (partsOf(term).length === 0 && !term.afterUpdate) throw new Finding('It does neither.');
    }),
    each('not-finite', 'what a player lowers is one finite number', (at) => {
      for (const role of partsOf(at.term)) {
        const { loss } = at.lower(role);
        const values = loss.dataSync();
        if (loss.rank !== 0 || !Number.isFinite(values[0]))
          throw new Finding(
            `The ${role} lowers ${[...values].join(', ')} of shape [${loss.shape.join(', ')}].`,
          );
      }
    }),
    each('gradient', "its gradient by the player's weights agrees with finite differences", (at) => {
      for (const role of partsOf(at.term)) {
        const variables = at.weights[role].map(({ variable }) => variable);
        expectSlopeOfVariables(() => sum(at.lower(role).loss), variables);
      }
    }),
    each('declaration', 'it reads what it declares, and nothing else', (at) => {
      const read: Readings = new Set();
      for (const role of partsOf(at.term)) at.lower(role, read);
      const idle = (at.term.reads ?? []).filter((reading: Reading) => !read.has(reading));
      if (idle.length > 0)
        throw new Finding(
          `It declares that it reads ${idle.join(' and ')}, which it never does; that costs time.`,
        );
    }),
    each('shape', 'heads have a batch and numbers for each of it', (at) => {
      for (const [name, shape] of Object.entries(at.headShapes)) {
        if (shape.length < 2 || shape[0] !== null || shape.slice(1).some((size) => !((size ?? 0) > 0)))
          throw new Finding(
            `The head "${name}" is of shape [${shape.map((size) => size ?? 'B').join(', ')}].`,
          );
      }
    }),
    each('declaration', 'it gives the stats that it announces, each one finite number', (at) => {
      for (const role of partsOf(at.term)) {
        const { stats = {} } = at.lower(role);
        const names = at.term.stats?.[role] ?? [];
        const given = Object.keys(stats);
        if ([...given].sort().join() !== [...names].sort().join())
          throw new Finding(`The ${role}'s part announces ${listed(names)} and gives ${listed(given)}.`);
        for (const [name, stat] of Object.entries(stats))
          if (stat.rank !== 0 || !Number.isFinite(stat.dataSync()[0]))
            throw new Finding(`The stat "${name}" is ${stat.toString()}.`);
      }
    }),
    each('declaration', 'it gives memory of the names and shapes that it declares', (at) => {
      for (const role of partsOf(at.term)) {
        for (const [name, next] of Object.entries(at.lower(role).memory ?? {})) {
          const declared = at.term.memory?.[name]?.shape;
          if (declared?.join() !== next.shape.join())
            throw new Finding(
              `The memory "${name}" is given with shape [${next.shape.join(', ')}], declared ${declared ? `[${declared.join(', ')}]` : 'not at all'}.`,
            );
        }
      }
    }),
    each('not-finite', 'acting after the update keeps shapes and finite values', (at) => {
      const { afterUpdate } = at.term;
      if (!afterUpdate) return;
      const weights = at.weights.discriminator;
      const shapes = () => JSON.stringify(weights.map(({ variable }) => variable.shape));
      const before = shapes();
      at.term.afterUpdate!(weights);
      if (shapes() !== before) throw new Finding('Shapes changed.');
      if (!weights.every(({ variable }) => variable.dataSync().every(Number.isFinite)))
        throw new Finding('Not finite.');
    }),
  ];
}

const listed = (names: readonly string[]): string =>
  names.length === 0 ? 'none' : names.map((name) => `"${name}"`).join(', ');
