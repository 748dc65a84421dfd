import type {
  Evaluated,
  Proposal,
  PrunedTrial,
  PrunerComponent,
  Report,
  SearchAxis,
  SearchComponent,
  SearchRandom,
} from '@ganx/core/plugin';
import { type Check, type CheckContext, judgeEach, optionsOf } from './check.js';
import { Finding } from './fault.js';
import { RewindableRandom } from './random.js';
import { drawsFromMathRandom, times } from './trial.js';

const proposals = 24;

/** What holds for every search: a pure function from a request to a point in the unit cube. */
export function searchChecks(component: SearchComponent, context: CheckContext): Check[] {
  const axes = component.exhaustive ? [levels('a', 4), levels('b', 3)] : [continuous('a'), levels('b', 3)];
  /** Points that a sweep would see with this seed; each proposal knows the results of those before. */
  const propose = (options: never, seed: number): (readonly number[])[] => {
    const search = component.create(options, { axes }, randomOf(seed));
    const history: Evaluated[] = [];
    const points: (readonly number[])[] = [];
    for (let index = 0; index < proposals; index++) {
      const known = component.usesHistory ? [...history] : [];
      const answer = search.propose({ index, random: randomOf(1000 * seed + index), history: known });
      if (!answer) break;
      if (answer === 'wait')
        throw new Finding(`Proposal ${index} waits for a result although no trial runs.`);
      const { point, parent } =
        'point' in answer ? (answer as Proposal) : { point: answer, parent: undefined };
      if (parent !== undefined && !(parent in known))
        throw new Finding(
          `Proposal ${index} goes on from point ${parent}, of ${known.length} that there are.`,
        );
      points.push(point);
      const loss = (point[0]! - 0.3) ** 2 + 0.1 * point[1]!;
      history.push({ point, state: 'complete', sound: true, loss, iteration: 10, ended: index });
    }
    return points;
  };
  const each = judgeEach(() => optionsOf(component, context).map((options) => options as never));
  return [
    each('range', 'it proposes one number in [0, 1) for each axis', (options) => {
      const points = propose(options, 1);
      if (points.length === 0) throw new Finding('It proposes nothing at all.');
      for (const [index, point] of points.entries()) {
        if (point.length !== axes.length)
          throw new Finding(`Proposal ${index} has ${point.length} numbers for ${axes.length} axes.`);
        const odd = point.find((value) => !(value >= 0 && value < 1));
        if (odd !== undefined) throw new Finding(`Proposal ${index} has ${odd} in it.`);
      }
    }),
    each('non-deterministic', 'the same requests give the same points', async (options) => {
      const [once, again] = [propose(options, 1), propose(options, 1)].map((points) =>
        JSON.stringify(points),
      );
      if (once !== again) throw new Finding('A second search proposes other points.');
      const draws = await drawsFromMathRandom(() => propose(options, 1));
      if (draws > 0) throw new Finding(`Math.random is called ${times(draws)} in ${proposals} proposals.`);
    }),
    each(
      'resume',
      'a proposal depends on its request alone, so that a sweep can be resumed anywhere',
      (options) => {
        if (component.usesHistory) return;
        const whole = propose(options, 1);
        const search = component.create(options, { axes }, randomOf(1));
        for (const index of [whole.length - 1, 0, Math.floor(whole.length / 2)]) {
          const point = search.propose({ index, random: randomOf(1000 + index), history: [] });
          if (JSON.stringify(point) !== JSON.stringify(whole[index]))
            throw new Finding(`Proposal ${index} is another one when it is asked for out of turn.`);
        }
      },
    ),
  ];
}

const continuous = (name: string): SearchAxis => ({
  name,
  kind: 'number',
  levels: undefined,
  unitOf: (level) => level,
  levelOf: (unit) => unit,
});

const levels = (name: string, count: number): SearchAxis => ({
  name,
  kind: 'number',
  levels: count,
  unitOf: (level) => (level + 0.5) / count,
  levelOf: (unit) => Math.floor(unit * count),
});

function randomOf(seed: number): SearchRandom {
  const random = new RewindableRandom(seed);
  return { uniform: () => random.uniformNumber(), normal: () => random.normalNumber() };
}

/** What holds for every pruner: a pure function of the reports, with decisions that explain themselves. */
export function prunerChecks(component: PrunerComponent, context: CheckContext): Check[] {
  const each = judgeEach(() =>
    optionsOf(component, context).map((options) => () => component.create(options)),
  );
  const curve = (level: number, reports: number): Report[] =>
    Array.from({ length: reports }, (_, i) => ({ iteration: 10 * (i + 1), loss: level + 1 / (i + 1) }));
  const others = [0, 1, 2, 3, 4].map(
    (trial): PrunedTrial => ({ trial, state: 'complete', reports: curve(trial, 40) }),
  );
  /** Judgements of a trial as its reports come in. */
  const judge = (make: () => ReturnType<PrunerComponent['create']>, level: number, fresh: boolean) => {
    let pruner = make();
    return curve(level, 40).map((_, i) => {
      if (fresh) pruner = make();
      return pruner.judge({ trial: { trial: 5, state: 'running', reports: curve(level, i + 1) }, others });
    });
  };
  return [
    each(
      'decision',
      'every decision has a reason, a finite milestone and the losses that it rests on',
      (make) => {
        for (const decision of [-1, 2.5, 99].flatMap((level) => judge(make, level, false))) {
          if (!decision) continue;
          if (decision.reason.trim().length < 3)
            throw new Finding(`A decision has the reason "${decision.reason}".`);
          if (!Number.isFinite(decision.milestone))
            throw new Finding(`A milestone is ${decision.milestone}.`);
          if (
            decision.verdict === 'stop' &&
            decision.competitors.length === 0 &&
            decision.cutoff !== undefined
          )
            throw new Finding('It stops a trial by a cutoff, and names no trial that it was compared with.');
        }
      },
    ),
    each('decision', 'it does not stop a trial that is better than all others', (make) => {
      const stopped = judge(make, -1, false).find((decision) => decision?.verdict === 'stop');
      if (stopped) throw new Finding(`It stops the best of six at ${stopped.milestone}: ${stopped.reason}.`);
    }),
    each(
      'resume',
      'a decision depends on the reports alone, so that a sweep can be resumed anywhere',
      (make) => {
        const [whole, resumed] = [false, true].map((fresh) => JSON.stringify(judge(make, 2.5, fresh)));
        if (whole !== resumed) throw new Finding('A new pruner decides otherwise on the same reports.');
      },
    ),
  ];
}
