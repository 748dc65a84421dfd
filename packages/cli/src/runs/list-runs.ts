import { fitsName, nameOf, type SurveyedRun, surveyRuns } from '@ganx/core/run';
import type { Paint } from '../ansi.js';
import { bytes, count, duration, number, table } from '../view/format.js';

export interface RunFilter {
  /** States or verdicts; a run that has one of them is listed. */
  readonly status: readonly string[];
  /** Names of experiments, each exact or a beginning that ends in `*`. */
  readonly names: readonly string[];
}

/** The runs of a folder that pass a filter, the newest first; what is no run comes last. */
export function listSurveyed(runsDirectory: string, { status, names }: RunFilter): SurveyedRun[] {
  const wanted = (run: SurveyedRun) =>
    (status.length === 0 ||
      status.includes(run.status) ||
      (run.verdict !== undefined && status.includes(run.verdict.type))) &&
    (names.length === 0 || names.some((pattern) => fitsName(nameOf(run), pattern)));
  const found = surveyRuns(runsDirectory).filter(wanted);
  const foreign = found.filter(({ status: own }) => own === 'foreign');
  return [...found.filter(({ status: own }) => own !== 'foreign').reverse(), ...foreign];
}

/** One line for each run, below a heading. */
export function runLines(runs: readonly SurveyedRun[], paint: Paint, now = Date.now()): string[] {
  const head = ['RUN', 'STATUS', 'ITERATIONS', 'VERDICT', 'BEST', 'AGE', 'SIZE'];
  const rows = runs.map(({ run, status, iteration, verdict, ending, best, startedAt, bytes: size }) => [
    run,
    status,
    iteration === undefined ? '' : count(iteration),
    // A verdict that only repeats the status gives its place to what ended the run; a pruner's reason is too long here.
    status === 'pruned' ? '' : (ending ?? verdict?.type ?? ''),
    best ? `${best.monitor} ${number(best.value)} @${best.iteration}` : '',
    startedAt === undefined ? '' : duration(Math.max(0, (now - Date.parse(startedAt)) / 1000)),
    bytes(size),
  ]);
  const [heading = '', ...lines] = table([head, ...rows], [2, 5, 6]);
  return [paint.bold(heading), ...lines];
}

/** A run as `--json` tells it: nothing is left out where there is nothing to tell. */
export function runJson(run: SurveyedRun): object {
  return {
    ...run,
    problem: run.problem ?? null,
    startedAt: run.startedAt ?? null,
    iteration: run.iteration ?? null,
    verdict: run.verdict ?? null,
    ending: run.ending ?? null,
    best: run.best ?? null,
  };
}
