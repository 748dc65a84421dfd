import { availableParallelism } from 'node:os';
import { machineMemory } from '@ganx/core';
import { shellWord } from '@ganx/core/spec';
import { countTrials, runSweep, type ValidSweep } from '@ganx/core/sweep';
import { Effect } from 'effect';
import { makePaint, wantsColor } from '../ansi.js';
import { runEffect } from '../compose/run-effect.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { tellWhenLost } from '../output/tell-when-lost.js';
import { SignalInterruption } from '../run/interruption.js';
import type { Screen } from '../view/run-view.js';
import { trialCommand } from './command.js';
import { entryLine } from './entry-line.js';
import { statusJson, statusLines } from './status.js';

export interface EndedSweep {
  readonly json: object;
  readonly exitCode: ExitCode;
}

/** Runs a sweep in its folder, a line for each thing that happens, and a table at the end. */
export async function driveSweep(sweep: ValidSweep, folder: string, screen: Screen): Promise<EndedSweep> {
  const paint = makePaint(wantsColor(screen));
  const { parallel } = sweep.spec;
  const total = countTrials(sweep);
  const shared = Math.max(1, Math.floor(availableParallelism() / parallel));
  const threads = sweep.experiment.spec.runtime.threads ?? sweep.launcher.threads ?? shared;
  const say = (line: string): void => void screen.write(`${line}\n`);
  say(
    `sweep ${folder}: ${sweep.spec.method.type}, ${parallel} at once, ${total === undefined ? 'no cap' : `${total} trials in all`}`,
  );
  const unheard = tellWhenLost(
    screen,
    () => `the sweep goes on; \`ganx sweep status ${shellWord(folder)}\` shows how far it is`,
  );
  const interruption = new SignalInterruption(
    () => undefined,
    `trials that run go on by themselves; \`ganx sweep resume ${shellWord(folder)}\` takes them up`,
  );
  try {
    const state = await runEffect(
      Effect.scoped(
        runSweep({
          sweep,
          folder,
          parallel,
          total,
          threads,
          memory: Math.floor(machineMemory() / parallel),
          command: trialCommand(sweep, threads),
          interruption,
          onEntry: (entry, now) => {
            const line = entryLine(entry, now, folder, paint);
            if (line !== undefined) say(line);
          },
        }),
      ),
    );
    for (const line of statusLines(state, { folder, driver: undefined, paint, all: false })) say(line);
    const stoppedItself = state.closed?.complete === false;
    return {
      json: statusJson(state, folder, undefined),
      exitCode: interruption.requested
        ? exitCodes.interrupted
        : stoppedItself
          ? exitCodes.runtime
          : exitCodes.done,
    };
  } finally {
    interruption.close();
    unheard();
  }
}
