import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GanxError } from '@ganx/core';
import type { RunOptions, RunResult } from '@ganx/core/engine';
import { printSpec, shellWord } from '@ganx/core/spec';
import { Effect, type Scope } from 'effect';
import { makePaint, wantsColor } from '../ansi.js';
import type { Planned } from '../compose/plan.js';
import { tellWhenLost } from '../output/tell-when-lost.js';
import { adviceLines } from '../view/advice-lines.js';
import { makeRunView, type Screen } from '../view/run-view.js';
import { summaryLines } from '../view/summary.js';
import { SignalInterruption } from './interruption.js';

export interface WatchOptions {
  readonly screen: Screen;
  /** Of the command line. */
  readonly version: string;
}

export interface Trained {
  /** The content of result.json. */
  readonly result: object;
  readonly exitCode: number;
}

/** Trains under a live view, with signals, and says how it ended. */
export const watchRun = (
  { advice, chosen, loaded, plan }: Planned,
  { screen, version }: WatchOptions,
  train: (options: RunOptions) => Effect.Effect<RunResult, GanxError, Scope.Scope>,
): Effect.Effect<Trained, GanxError, Scope.Scope> =>
  Effect.gen(function* () {
    const view = makeRunView(screen, plan.budget);
    const leave = () => view.end();
    const interruption = new SignalInterruption(leave);
    // However the process ends, the terminal gets its cursor back.
    process.once('exit', leave);
    let shown = '';
    const unheard = tellWhenLost(screen, () =>
      shown === '' ? 'the run goes on' : `the run goes on; \`ganx runs show ${shown}\` says how far it is`,
    );
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        interruption.close();
        unheard();
        process.off('exit', leave);
        leave();
      }),
    );
    view.note(`${plan.spec.name}: backend ${chosen.compute.description}; ${chosen.reason}`);
    for (const { code, message } of plan.warnings) view.event({ type: 'warning', code, message });
    for (const line of adviceLines(advice)) view.note(line);
    const result = yield* train({
      specYaml: printSpec(loaded.stored),
      onEvent(event) {
        if (event.type === 'run-start') shown = shellWord(event.folder);
        view.event(event);
      },
      interruption,
      versions: { '@ganx/cli': version },
    });
    leave();
    const paint = makePaint(wantsColor(screen));
    for (const line of summaryLines(result, paint)) screen.write(`${line}\n`);
    const written = JSON.parse(readFileSync(join(result.folder, 'result.json'), 'utf8')) as object;
    return { result: written, exitCode: result.exitCode };
  });
