import { keep, mul, type Scalar, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { PluginError } from '../../errors.js';
import { guarded } from '../../experiment/guard.js';
import type {
  Answer,
  Loss,
  Lowered,
  NetworkRole,
  OtherWeights,
  Reading,
  Schedulable,
  Side,
  StepRandom,
  StepView,
  Term,
  WeightRef,
} from '../../plugin/index.js';
import type { Network } from '../network/network.js';
import type { NetworkAnswer } from './forward.js';
import type { Match } from './match.js';
import type { Named, StepParts } from './parts.js';

/** A term of the experiment, with what the engine keeps for it. */
export interface OpenTerm extends Named<Term> {
  /** Where it stands in the spec: `loss`, `regularizers.0`, `conditioning`. */
  readonly place: string;
  /** What its stats are logged below: its type. */
  readonly name: string;
  /** Acts on every n-th step of a player. */
  readonly every: number;
  /** Multiplies what it lowers at the steps that it acts on. */
  readonly scale: number;
  readonly random: StepRandom;
  readonly memory: Readonly<Record<string, Variable>>;
}

/** What one term gave in one step. */
export interface TermResult {
  readonly loss: Scalar;
  /** In the order in which the term announces them. */
  readonly stats: readonly Tensor[];
  /** Kept past the tidy of a gradient. */
  readonly memory: readonly { readonly variable: Variable; readonly value: Tensor }[];
}

/** The game of a loss, as a term. */
export function gameOf(loss: Loss): Term {
  if ('term' in loss) return loss.term;
  const { generatorSeesReal } = loss;
  return {
    reads: generatorSeesReal ? ['real'] : [],
    discriminator: (step) => loss.discriminator(step.answer(step.real).score, step.answer(step.fake).score),
    generator(step) {
      const dReal = generatorSeesReal ? step.answer(step.real).score : undefined;
      return loss.generator(step.answer(step.fake).score, dReal);
    },
  };
}

/** Whether a term has something to say in a player's step. */
export const acts = ({ value }: OpenTerm, role: NetworkRole): boolean => value[role] !== undefined;

/** Whether the generator's step must be given real examples. */
export const readsReal = (terms: readonly OpenTerm[]): boolean =>
  terms.some((term) => acts(term, 'generator') && term.value.reads?.includes('real'));

/** Names of the numbers that a term gives in a player's step, as they are logged. */
export const statsOf = ({ name, value }: OpenTerm, role: NetworkRole): readonly string[] =>
  acts({ value } as OpenTerm, role) ? (value.stats?.[role] ?? []).map((stat) => `${name}/${stat}`) : [];

/** Has a term lower what it lowers in the step of the match's player. */
export function lower(parts: StepParts, term: OpenTerm, match: Match): TermResult {
  const { component, value } = term;
  const { role } = match.sides;
  const view = viewOf(parts, term, match);
  const given = guarded({ component, hook: role }, () => value[role]!(view));
  const lowered: Lowered = 'loss' in given ? given : { loss: given };
  return {
    loss: term.scale === 1 ? lowered.loss : mul(lowered.loss, term.scale),
    stats: announced(term, role, lowered),
    memory: Object.entries(lowered.memory ?? {}).map(([name, next]) => ({
      variable: memoryOf(term, name, next),
      value: keep(next.clone()),
    })),
  };
}

/** The stats in the order of their announcement: exactly those. */
function announced({ component, value }: OpenTerm, role: NetworkRole, { stats = {} }: Lowered): Tensor[] {
  const names = value.stats?.[role] ?? [];
  const given = Object.keys(stats);
  if (given.length === names.length && names.every((name) => name in stats)) {
    return names.map((name) => stats[name]!);
  }
  throw new PluginError(
    'GANX_PLUGIN_STATS',
    `The ${component} gave the stats ${listed(given)} in its hook "${role}", but announces ${listed(names)}. Have \`stats.${role}\` name exactly what it gives.`,
    { place: { component, hook: role } },
  );
}

function memoryOf({ component, memory }: OpenTerm, name: string, next: Tensor): Variable {
  const variable = memory[name];
  if (variable && variable.shape.join() === next.shape.join()) return variable;
  throw new PluginError(
    'GANX_PLUGIN_MEMORY',
    variable
      ? `The ${component} gave its memory "${name}" the shape [${next.shape.join(', ')}], but declares [${variable.shape.join(', ')}].`
      : `The ${component} gave memory "${name}", which it does not declare; it declares ${listed(Object.keys(memory))}.`,
    { place: { component } },
  );
}

/** What one term sees of a match. Reading what it did not declare is its mistake. */
function viewOf(parts: StepParts, term: OpenTerm, match: Match): StepView {
  const { real, fake, role } = match.sides;
  const sides = new Map<Side, Side>();
  const shown = (side: Side): Side => {
    const own: Side = {
      examples: side.examples,
      latents: side.latents,
      get labels() {
        if (side.labels) requireReading(term, 'labels', role, 'labels');
        return side.labels;
      },
    };
    sides.set(own, side);
    return own;
  };
  const inside = (side: Side) => sides.get(side) ?? side;
  const answer = (examples: Tensor, { output, further }: NetworkAnswer): Answer => ({
    get score() {
      return parts.scoreOf(output, examples);
    },
    get features() {
      requireReading(term, 'features', role, 'the features');
      return further.features!;
    },
    head(name) {
      const head = further[`${term.place}/${name}`];
      if (head) return head;
      throw new PluginError(
        'GANX_PLUGIN_HEAD',
        `The ${term.component} asks for a head "${name}" of the discriminator, which its \`heads\` does not make.`,
        { place: { component: term.component, hook: role } },
      );
    },
  });
  const own = { real: real && shown(real), fake: shown(fake) };
  return {
    get real() {
      if (role === 'generator') requireReading(term, 'real', role, 'real examples');
      return own.real!;
    },
    fake: own.fake,
    answer: (side) => answer(side.examples, match.answer(inside(side))),
    critic(examples, side, weights) {
      const { labels } = inside(side ?? own.real ?? own.fake);
      const made = withOther(parts, term, role, 'discriminator', weights, () =>
        match.critic(examples, labels),
      );
      return answer(examples, made);
    },
    generate: (latents, labels, weights) =>
      shown(
        withOther(parts, term, role, 'generator', weights, () =>
          match.generate(latents, labels ?? fake.labels),
        ),
      ),
    latents: () => parts.latents(parts.batchSize),
    value: (number, map = (own) => own) => numberOf(parts, number, map),
    memory: term.memory,
    random: term.random,
    weights: (which) => weightRefs(parts[which].network),
  };
}

/** Runs `work` with a network that has other weights, where a term names some. */
function withOther<T>(
  parts: StepParts,
  { component }: OpenTerm,
  hook: NetworkRole,
  which: NetworkRole,
  weights: OtherWeights | undefined,
  work: () => T,
): T {
  if (!weights) return work();
  const { network } = parts[which];
  const raw = Object.entries(weights).map(([name, tensor]) => {
    const weight = network.weights.find((own) => own.name === name && own.bound);
    if (weight && weight.variable.shape.join() === tensor.shape.join()) return [weight, tensor] as const;
    const seen = weight
      ? `with the shape [${tensor.shape.join(', ')}], but it has [${weight.variable.shape.join(', ')}]`
      : `which the ${which} does not have`;
    throw new PluginError(
      'GANX_PLUGIN_WEIGHT',
      `The ${component} gives the ${which} a weight "${name}" in its hook "${hook}", ${seen}. \`step.weights('${which}')\` names them.`,
      { place: { component, hook } },
    );
  });
  return network.transforms.withRaw(new Map(raw), work);
}

/** A number as the graph reads it: a constant where it is fixed, an input from the host where it moves. */
function numberOf(
  { clock, compute }: StepParts,
  number: Schedulable,
  map: (number: number) => number,
): number | Scalar {
  if (typeof number === 'number') return map(number);
  return compute.hostInput([], 'float32', (target) => {
    target[0] = map(number.at(clock.counters));
  }) as Scalar;
}

function requireReading({ component, value }: OpenTerm, reading: Reading, hook: string, what: string): void {
  if (value.reads?.includes(reading)) return;
  throw new PluginError(
    'GANX_PLUGIN_UNDECLARED',
    `The ${component} reads ${what} in its hook "${hook}", but does not say so. Add '${reading}' to its \`reads\`.`,
    { place: { component, hook } },
  );
}

/** The trained weights of a network by their places. */
export function weightRefs({ weights }: Network): WeightRef[] {
  return weights
    .filter(({ trainable }) => trainable)
    .map(({ name, variable }) => ({ name, kind: weightKind(name), variable }));
}

/** The last word of a weight's name. */
export const weightKind = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

const listed = (names: readonly string[]): string =>
  names.length === 0 ? 'none' : names.map((name) => `"${name}"`).join(', ');
