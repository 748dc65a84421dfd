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
  generator: ['data', 'latent', 'conditioning', 'loss', 'regularizers'],
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

const partOf = (path: string): string => path.split('.', 1)[0]!;
const above = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')));
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
  const out = new Set(known.map(({ path }) => path));
  for (;;) {
    const all = [...known, ...found];
    if (all.some(unreadable)) return found;
    const left = await problemsOf(without(request, out));
    const fresh = left.filter((problem) => standsAlone(problem, all));
    found.push(...fresh);
    // Without what was taken out, what holds it is not whole: that goes next.
    const wider = left.flatMap(({ path }) =>
      [...out].filter((taken) => taken.includes('.') && isWithin(taken, path)),
    );
    if (fresh.length === 0 && wider.length === 0) return found;
    for (const { path } of fresh) out.add(path);
    for (const path of wider) {
      out.delete(path);
      out.add(above(path));
    }
  }
}

/** The same experiment without what stands at some paths. */
function without(request: LoadRequest, paths: ReadonlySet<string>): LoadRequest {
  const outer = [...paths].filter(
    (path) => ![...paths].some((other) => other !== path && isWithin(path, other)),
  );
  const [needed, rest] = [
    outer.filter((path) => partOf(path) in standIns),
    outer.filter((path) => !(partOf(path) in standIns)),
  ];
  const set = new Set(needed.map((path) => `${partOf(path)}=${standIns[partOf(path)]}`));
  return {
    ...request,
    set: [...(request.set ?? []), ...set],
    unset: [...(request.unset ?? []), ...rest],
  };
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
  return others.every((other) => {
    // A misspelt key leaves the part that was meant empty.
    const touched = [partOf(other.path), ...other.suggestions.map(partOf)];
    if (touched.some((one) => restsOn[part]?.includes(one) || (one in standIns && one === part)))
      return false;
    // Options of one component are judged together.
    return !isWithin(path, other.path) && !isWithin(other.path, path) && above(path) !== above(other.path);
  });
}
