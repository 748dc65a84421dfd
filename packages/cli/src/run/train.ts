import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type RunResult, runExperiment } from '@ganx/core/engine';
import { printSpec } from '@ganx/core/spec';
import { Effect } from 'effect';
import { makePaint, wantsColor } from '../ansi.js';
import type { LoadRequest } from '../compose/load.js';
import { withPlan } from '../compose/plan.js';
import { makeRunView, type Screen } from '../view/run-view.js';
import { summaryLines } from '../view/summary.js';
import { Interruption } from './interruption.js';

export interface TrainRequest {
  readonly request: LoadRequest;
  readonly runsDirectory: string;
  readonly screen: Screen;
  readonly version: string;
}

export interface Trained {
  /** The content of result.json. */
  readonly result: object;
  readonly exitCode: number;
}

/** The whole of `ganx run`: plan, train under a live view, say how it ended. */
export function train({ request, runsDirectory, screen, version }: TrainRequest): Promise<Trained> {
  return withPlan(request, (planned) =>
    Effect.gen(function* () {
      const { plan, loaded, chosen } = planned;
      const view = makeRunView(screen, plan.budget);
      const interruption = new Interruption(() => view.end());
      yield* Effect.addFinalizer(() =>
        Effect.sync(() => {
          interruption.close();
          view.end();
        }),
      );
      view.note(`${plan.spec.name}: backend ${chosen.compute.description}; ${chosen.reason}`);
      for (const { code, message } of plan.warnings) view.event({ type: 'warning', code, message });
      const result = yield* runExperiment(plan, {
        runsDirectory: resolve(runsDirectory),
        source: {
          files: loaded.sources,
          overrides: overridesOf(request),
          provenance: Object.fromEntries(loaded.provenance),
        },
        specYaml: printSpec(loaded.spec),
        onEvent: (event) => view.event(event),
        interruption,
        versions: { '@ganx/cli': version },
      });
      view.end();
      const paint = makePaint(wantsColor(screen));
      for (const line of summaryLines(result, paint)) screen.write(`${line}\n`);
      return { result: resultJson(result), exitCode: result.exitCode };
    }),
  );
}

function overridesOf({ overrides = [], set = [], unset = [] }: LoadRequest): string[] {
  return [...overrides, ...set.map((pair) => `++${pair}`), ...unset.map((path) => `~${path}`)];
}

function resultJson(result: RunResult): object {
  return JSON.parse(readFileSync(resolve(result.folder, 'result.json'), 'utf8')) as object;
}
