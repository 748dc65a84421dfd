import { SpecError } from '@ganx/core';
import type { SpecProblem } from '@ganx/core/spec';
import { Effect } from 'effect';
import type { LoadRequest } from './load.js';
import { withPlan } from './plan.js';

/** What takes the place of a part that an experiment cannot do without. */
const standIns: Readonly<Record<string, string>> = {
  data: '{ type: gaussian-ring }',
  latent: '{ type: normal, size: 8 }',
  generator: '{ type: mlp }',
  discriminator: '{ type: mlp }',
  loss: 'non-saturating',
  stop: '{ type: iterations, max: 1000000 }',
};

/** Which other parts of a spec have a say in whether this one is right. Parts that are not listed stand alone. */
const restsOn: Readonly<Record<string, readonly string[]>> = {
  latent: ['generator', 'data', 'conditioning'],
  conditioning: ['data', 'generator', 'discriminator', 'loss'],
  generator: ['data', 'latent', 'conditioning'],
  discriminator: ['data', 'conditioning', 'loss', 'regularizers'],
  loss: ['discriminator', 'data', 'conditioning'],
  regularizers: ['discriminator', 'generator', 'loss', 'conditioning', 'data'],
  balance: ['loss', 'metrics'],
  metrics: ['data', 'conditioning', 'latent', 'generator'],
  callbacks: ['data', 'conditioning', 'metrics'],
  stop: ['metrics', 'loss', 'balance'],
  checkpoint: ['metrics'],
  ema: ['generator'],
  data: ['conditioning', 'metrics'],
  runtime: ['data', 'generator', 'discriminator'],
};

/** Options that no other place rests on. */
const alone =
  /^(data\.batchSize|(metrics|callbacks|logging|regularizers)\.\d+\.every|metrics\.\d+\.classes)$/;

/** A name of what is measured, which rests on what measures alone. */
const monitor = /\.monitor$/;

const partOf = (path: string): string => path.split('.', 1)[0]!;
const above = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')));
const last = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
const isIndex = (key: string): boolean => /^\d+$/.test(key);
const isWithin = (path: string, outer: string): boolean => path === outer || path.startsWith(`${outer}.`);

/** Mistakes that leave the rest unknown: it cannot be read, or refers to what is not there. */
const unreadable = ({ code, path }: SpecProblem): boolean =>
  ['', 'plugins', 'extends'].includes(partOf(path)) || code === 'GANX_SPEC_REFERENCE';

/**
 * What else is wrong with a spec whose mistakes are known. Some of them keep the rest from being judged: whether parts fit
 * together is asked of parts that are valid, and networks are built of what fits. So the parts with a mistake are taken out,
 * and what is left is judged again, as often as something new is found. A mistake that may only follow from what was taken
 * out is not told.
 */
export async function furtherProblems(
  request: LoadRequest,
  known: readonly SpecProblem[],
): Promise<readonly SpecProblem[]> {
  const found: SpecProblem[] = [];
  /** Told or not, these are no part of what is judged. */
  const gone = [...known];
  const out = new Set(known.map(({ path }) => cut(path)));
  for (;;) {
    if (gone.some(unreadable)) return found;
    const taken = [...out].filter((path) => ![...out].some((one) => one !== path && isWithin(path, one)));
    const left = (await problemsOf(without(request, taken))).map((problem) => ({
      ...problem,
      path: placeInWhole(problem.path, taken),
    }));
    found.push(...left.filter((problem) => standsAlone(problem, gone)));
    gone.push(...left);
    const size = out.size;
    // Without what was taken out, what holds it is not whole: that goes next.
    const wider = left.flatMap(({ path }) =>
      [...out].filter((one) => one.includes('.') && isWithin(one, path)),
    );
    for (const { path } of left) out.add(cut(path));
    for (const path of wider) out.add(above(path));
    if (out.size === size) return found;
  }
}

/** The same experiment without what stands at some paths. Later items of a list go first: places of earlier ones stay. */
function without(request: LoadRequest, paths: readonly string[]): LoadRequest {
  const instead = [...paths]
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .flatMap((path) => (path in standIns ? [`++${path}=null`, `++${path}=${standIns[path]}`] : [`~${path}`]));
  return { ...request, instead };
}

/** What must go so that nothing of a mistake stays. A network with a layer less is another one, and so is a part with its options. */
function cut(path: string): string {
  const part = partOf(path);
  return part in standIns && part !== 'stop' && !alone.test(path) ? part : path;
}

/** Where something stands in the whole spec that stands at `path` without the places that were `taken`. */
function placeInWhole(path: string, taken: readonly string[]): string {
  const keys: string[] = [];
  for (const key of path.split('.')) {
    const list = keys.join('.');
    const before = taken.flatMap((one) =>
      above(one) === list && isIndex(last(one)) ? [Number(last(one))] : [],
    );
    const place = before.sort((a, b) => a - b).reduce((at, gone) => (gone <= at ? at + 1 : at), Number(key));
    keys.push(isIndex(key) ? String(place) : key);
  }
  return keys.join('.');
}

async function problemsOf(request: LoadRequest): Promise<readonly SpecProblem[]> {
  try {
    await withPlan(request, () => Effect.void);
    return [];
  } catch (error) {
    // Anything else was met before, or concerns what stands in.
    return error instanceof SpecError ? error.problems : [];
  }
}

/** Whether a mistake would be one whatever stood in the places of the others. */
function standsAlone({ path }: SpecProblem, others: readonly SpecProblem[]): boolean {
  const part = partOf(path);
  if (part === '') return false;
  const rests = monitor.test(path)
    ? ['metrics']
    : [...(restsOn[part] ?? []), ...(part === 'stop' ? [] : [part])];
  return others.every((other) => {
    // Options of one component are judged together.
    if (isWithin(path, other.path) || isWithin(other.path, path) || above(path) === above(other.path))
      return false;
    // A misspelt key leaves the part that was meant empty.
    const touched = [partOf(other.path), ...other.suggestions.map(partOf)];
    return (
      alone.test(other.path) ||
      !touched.some((one) => rests.includes(one) && (one !== part || one in standIns))
    );
  });
}
