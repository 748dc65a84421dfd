import type { AnyComponent, LayerSpec } from '@ganx/core/plugin';
import { type Check, type CheckContext, judgeEach, sameBits } from './check.js';
import { Finding } from './fault.js';
import { examplesToRehearse, partOf } from './stage/part.js';
import { difference } from './stage/recording.js';
import { cut, length, type Rehearsal, rehearse, rehearseWithBreak } from './stage/rehearse.js';
import { tensors, times } from './trial.js';

interface Subject {
  readonly example: LayerSpec;
  /** Trained to the end. */
  readonly whole: Rehearsal;
  /** The same once more. */
  again(): Promise<Rehearsal>;
  /** Interrupted in the middle, and resumed to the end. */
  resumed(): Promise<Rehearsal>;
  /** The same without the component, where a training can do without it. */
  without(): Promise<Rehearsal> | undefined;
}

/** What holds for every component that plays a part in a training, seen in a small training by the real engine. */
export function rehearsalChecks(component: AnyComponent, context: CheckContext): Check[] {
  if (examplesToRehearse(component, context).length === 0) return [];
  const { plugins, directory } = context;
  const subjects = (): Promise<Subject[]> =>
    inTurn(examplesToRehearse(component, context), async (example) => {
      const { spec, without } = partOf(component, example, context);
      const request = { component, plugins, directory, spec };
      const whole = await rehearse(request);
      return {
        example,
        whole,
        again: once(() => rehearse(request)),
        resumed: once(() => rehearseWithBreak(request)),
        without: () => (without ? rehearse({ ...request, spec: without }) : undefined),
      };
    });
  const each = judgeEach(subjects);
  const checks = [
    each(
      'non-deterministic',
      'two trainings with the same seed are the same to the bit',
      async ({ whole, again }) => {
        sameTraining(await again(), whole, 0, 'the second time');
      },
    ),
    each('state-format', 'what a checkpoint keeps of it is plain JSON', ({ whole: { calls } }) => {
      const lossy = calls.find(({ lost }) => lost !== undefined);
      if (lossy) throw new Finding(lossy.lost);
    }),
    each(
      'resume',
      `${length} iterations are the same as ${cut}, then the rest from a checkpoint, to the bit`,
      async ({ whole, resumed }) => {
        if (whole.iterations > cut) sameTraining(await resumed(), whole, cut, 'after resuming');
      },
    ),
    each('global-random', 'nothing in a training calls Math.random', ({ whole: { calls } }) => {
      const odd = calls.find((call) => call.drawsFromMathRandom > 0);
      if (odd) throw new Finding(`Its ${odd.hook} calls Math.random ${times(odd.drawsFromMathRandom)}.`);
    }),
    each('leak', 'a training with it leaves no tensors behind', ({ whole: { calls, left } }) => {
      // A first call may keep something for the rest of the run.
      const hooks = new Set(
        calls
          .map(({ hook }) => hook)
          .filter((hook) => hook.startsWith('on.') || ['tick', 'evaluate', 'scalars'].includes(hook)),
      );
      for (const hook of hooks) {
        const later = calls.filter((call) => call.hook === hook).slice(1);
        if (later.length > 1 && later.every(({ kept }) => kept > 0))
          throw new Finding(`${tensors(later[0]!.kept)} after each call of its ${hook}.`);
      }
      if (left > 0)
        throw new Finding(`${tensors(left)} after ${length} iterations, when everything is closed.`);
    }),
  ];
  if (!['callback', 'logger', 'metric'].includes(component.kind)) return checks;
  return [
    ...checks,
    each('training', 'the training is the same as without it, to the bit', async ({ whole, without }) => {
      const odd = weightsThatDiffer(await without()!, whole);
      if (odd) throw new Finding(`With it, ${odd}.`);
    }),
  ];
}

function sameTraining(seen: Rehearsal, expected: Rehearsal, after: number, when: string): void {
  const told = difference(seen.recording.after(after), expected.recording.after(after));
  if (told) throw new Finding(`What was told differs ${when}: ${told}.`);
  const weights = weightsThatDiffer(expected, seen);
  if (weights) throw new Finding(`Weights differ ${when}: ${weights}.`);
}

function weightsThatDiffer(expected: Rehearsal, seen: Rehearsal): string | undefined {
  for (const [name, { data }] of expected.end.tensors) {
    const other = seen.end.tensors.get(name)?.data;
    if (!other) return `${name} is missing`;
    if (sameBits(data, other)) continue;
    const at = data.findIndex((value, i) => !Object.is(value, other[i]));
    return `value ${at} of ${name} is ${other[at]} instead of ${data[at]}`;
  }
  return undefined;
}

/** One after the other: trainings share the backend. */
async function inTurn<A, B>(items: readonly A[], make: (item: A) => Promise<B>): Promise<B[]> {
  const made: B[] = [];
  for (const item of items) made.push(await make(item));
  return made;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
