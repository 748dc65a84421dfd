import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * What the engine's calls into plugins must give, by `kind hook`. TypeScript sees to it where it is asked; plugins in
 * JavaScript, and casts, come this far. A wrong value would be told of much later, without the component's name.
 *
 * Each entry says what is expected, as the end of "but ... is expected", where the value is not that.
 */
const expectations: Readonly<Record<string, (given: unknown) => string | undefined>> = {
  'augmentation create': having('apply'),
  'augmentation apply': (given) => (isTensor(given) ? undefined : 'a tensor'),
  'balance create': having('next'),
  'balance next': (given) =>
    isMap(given) && (given.phase === 'discriminator' || given.phase === 'generator') && isDecided(given)
      ? undefined
      : "{ phase: 'discriminator' or 'generator', endsIteration: true or false, reason: a text }",
  'callback create': (given) =>
    isMap(given) && (typeof given.tick === 'function' || isMap(given.on))
      ? undefined
      : 'an object with `tick`, or with `on`, the handlers of events by their name,',
  'conditioning create': (given) => (isMap(given) ? undefined : 'an object'),
  'feature-extractor load': having('features', 'dispose'),
  'logger open': having('scalars', 'flush', 'close'),
  'loss create': (given) =>
    isMap(given) && typeof given.threshold !== 'number'
      ? 'an object with `threshold`, the number above which a score means real'
      : isMap(given) && isMap(given.term)
        ? having('opinion')(given)
        : having('discriminator', 'generator', 'opinion')(given),
  'loss discriminator': lowered,
  'loss generator': lowered,
  'metric create': having('evaluate'),
  'metric cost': (given) =>
    given === undefined ||
    (isMap(given) &&
      isCount(given.samples) &&
      [given.multiplications, given.once].every((number) => number === undefined || isCount(number)))
      ? undefined
      : '{ samples, and perhaps multiplications and once: numbers of at least 0 }',
  'metric measures': (given) =>
    Array.isArray(given) && given.every((one) => isMap(one) && typeof one.name === 'string')
      ? undefined
      : 'a list of { name, goal }',
  'optimizer create': (given) =>
    isMap(given) && !isMap(given.slots)
      ? 'an object with `slots`, the first value of each slot'
      : having('scalars', isMap(given) && 'updateAll' in given ? 'updateAll' : 'update')(given),
  'conditioning discriminator': lowered,
  'conditioning generator': lowered,
  'regularizer create': (given) =>
    isMap(given) &&
    ['discriminator', 'generator', 'afterUpdate'].some((part) => typeof given[part] === 'function')
      ? undefined
      : 'an object with `discriminator`, `generator` or `afterUpdate`',
  'regularizer discriminator': lowered,
  'regularizer generator': lowered,
  'schedule create': having('at'),
  'stopping-rule create': having('decide'),
  'stopping-rule decide': (given) =>
    given === undefined ||
    given === null ||
    (isMap(given) && verdicts.includes(given.type as string) && typeof given.reason === 'string')
      ? undefined
      : `undefined, or { type: ${verdicts.join(', ')}; reason: a text }`,
};

const isCount = (value: unknown): boolean => Number.isFinite(value) && (value as number) >= 0;

const verdicts = ['budget', 'converged', 'diverged', 'collapsed', 'overpowered'];

/** What was expected of a hook instead of what it gave; undefined where it gave that, or where nothing is asked. */
export function expectedInstead(component: string, hook: string, given: unknown): string | undefined {
  return expectations[`${component.split(' ', 1)[0]} ${hook}`]?.(given);
}

/** A value in words, for "gave ...". */
export function nameGiven(given: unknown): string {
  if (isTensor(given)) return `a tensor of shape [${given.shape.join(', ')}]`;
  if (given instanceof Promise) return 'a promise';
  if (given === null || given === undefined) return String(given);
  if (Array.isArray(given)) return `a list of ${given.length}`;
  if (typeof given === 'object') {
    const keys = Object.keys(given);
    return keys.length === 0 ? 'an empty object' : `an object with ${keys.slice(0, 8).join(', ')}`;
  }
  return typeof given === 'string' ? `the text ${JSON.stringify(given)}` : `${typeof given} ${String(given)}`;
}

/** What a part of a term gives. */
function lowered(given: unknown): string | undefined {
  const loss = isMap(given) && !isTensor(given) ? given.loss : given;
  return isTensor(loss) && loss.rank === 0
    ? undefined
    : 'a tensor of one number (shape []), or { loss: such a tensor, stats, memory },';
}

function having(...names: readonly string[]): (given: unknown) => string | undefined {
  return (given) => {
    const missing = names.filter(
      (name) => typeof (given as Record<string, unknown> | null)?.[name] !== 'function',
    );
    return missing.length === 0
      ? undefined
      : `an object with the ${missing.length === 1 ? 'function' : 'functions'} ${missing.join(', ')}`;
  };
}

/** As TensorFlow.js itself tells them, without loading it: there may be two copies of it. */
const isTensor = (given: unknown): given is Tensor =>
  isMap(given) && 'dataId' in given && typeof given.dataSync === 'function' && Array.isArray(given.shape);

const isMap = (given: unknown): given is Readonly<Record<string, unknown>> =>
  typeof given === 'object' && given !== null && !Array.isArray(given);

const isDecided = ({ endsIteration, reason }: Readonly<Record<string, unknown>>): boolean =>
  typeof endsIteration === 'boolean' && typeof reason === 'string';
