import type { Component, ComponentDefinition, Defined } from './component.js';
import type { OptionsOf, OptionsSchema } from './options.js';

/** One measurement of the sweep's metric during a trial. */
export interface Report {
  readonly iteration: number;
  /** Smaller is better, whatever the goal of the sweep; infinite where the metric was not finite. */
  readonly loss: number;
}

/** A trial as a pruner sees it, with its reports in the order of their iterations. */
export interface PrunedTrial {
  readonly trial: number;
  readonly state: 'running' | 'complete' | 'pruned' | 'failed';
  readonly reports: readonly Report[];
}

/** What a judgement is made from. */
export interface PruneRequest {
  /** The trial to judge; its last report is new. */
  readonly trial: PrunedTrial;
  /** All others that were started, by number. */
  readonly others: readonly PrunedTrial[];
}

/** A judgement, with everything that it rests on: it is recorded and shown by `ganx sweep explain`. */
export interface PruneDecision {
  readonly verdict: 'continue' | 'stop';
  /** Which of the pruner's milestones this is, from 0. */
  readonly rung: number;
  /** Where the milestone lies, in the pruner's own unit. */
  readonly milestone: number;
  readonly unit: 'iterations' | 'measurements';
  /** The trial's loss that was compared. */
  readonly loss: number;
  /** The largest loss that goes on; undefined where nothing was compared. */
  readonly cutoff: number | undefined;
  /** Losses of the other trials that it was compared with. */
  readonly competitors: readonly { readonly trial: number; readonly loss: number }[];
  /** The rule, in words: `best 1 of 3 go on`. */
  readonly reason: string;
}

/** A pure function of its request. */
export interface Pruner {
  /** Called once for each new report; undefined where no milestone is reached. */
  judge(request: PruneRequest): PruneDecision | undefined;
}

/** What `definePruner` takes. */
export interface PrunerDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  /** Called when a sweep begins and each time that it goes on. */
  create(options: OptionsOf<S>): Pruner;
}

/** As the registry keeps it. */
export interface PrunerComponent
  extends Component<'pruner'>,
    Pick<PrunerDefinition<OptionsSchema>, 'create'> {}

/**
 * When a trial is given up before its end, for `early_terminate:` of a sweep.
 *
 * ```ts
 * import { definePruner } from '@ganx/core/plugin';
 *
 * export const hopeless = definePruner({
 *   type: 'hopeless',
 *   description: 'Gives up a trial whose tenth measurement was not finite.',
 *   examples: [{ type: 'hopeless' }],
 *   create: () => ({
 *     judge({ trial: { reports } }) {
 *       if (reports.length !== 10) return undefined;
 *       const { loss } = reports[9]!;
 *       const verdict = Number.isFinite(loss) ? 'continue' : 'stop';
 *       const reason = 'the tenth measurement must be finite';
 *       return { verdict, rung: 0, milestone: 10, unit: 'measurements', loss, cutoff: undefined, competitors: [], reason };
 *     },
 *   }),
 * });
 * ```
 */
export function definePruner<const S extends OptionsSchema | undefined = undefined>(
  definition: PrunerDefinition<S>,
): Defined<PrunerComponent, PrunerDefinition<S>, 'create'> {
  return { kind: 'pruner', ...definition } as never;
}
