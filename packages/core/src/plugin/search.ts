import type { Component, ComponentDefinition, Defined } from './component.js';
import type { OptionsOf, OptionsSchema } from './options.js';

/**
 * One dimension of a sweep, as a search sees it: the unit interval. What a number in it means (a learning rate on a log
 * scale, one of three losses) is the sweep's business; equal lengths of the interval are equally likely a priori.
 */
export interface SearchAxis {
  /** As `explain` shows it: the path in the experiment. */
  readonly name: string;
  /** Numbers have an order, so that near means alike; choices have none. */
  readonly kind: 'number' | 'choice';
  /** How many values there are; undefined for a continuous axis. */
  readonly levels: number | undefined;
  /** The middle of the part of the interval that belongs to a level. */
  unitOf(level: number): number;
  /** The level of a number in [0, 1); only where there are levels. */
  levelOf(unit: number): number;
  /** It makes the data or what a state holds, so that a trial that goes on from another's state must keep that one's value. */
  readonly structural?: boolean;
}

/** All dimensions of a sweep, in the order of its parameters. */
export interface SearchSpace {
  readonly axes: readonly SearchAxis[];
}

/** Random numbers of one proposal: a function of the sweep's seed and the proposal's index. */
export interface SearchRandom {
  /** In [0, 1), 53 bits. */
  uniform(): number;
  /** Mean 0, deviation 1. */
  normal(): number;
}

/** A point that was proposed before, and what is known of it now. */
export interface Evaluated {
  /** One number per axis; undefined where a condition switched the axis off. */
  readonly point: readonly (number | undefined)[];
  readonly state: 'running' | 'complete' | 'pruned' | 'failed';
  /** It ended well enough for others to go on from its state: it is complete, and did not diverge, collapse or get overpowered. */
  readonly sound: boolean;
  /** Smaller is better, whatever the goal of the sweep. Undefined while nothing finite was measured. */
  readonly loss: number | undefined;
  /** Iterations that it trained. */
  readonly iteration: number;
  /** How many points ended before it; undefined while it runs. */
  readonly ended: number | undefined;
}

/** What a proposal is made from. */
export interface ProposeRequest {
  /** Proposals are counted from 0; those that a constraint refuses count too. */
  readonly index: number;
  readonly random: SearchRandom;
  /** In the order in which the points were proposed; empty for a search that does not use it. */
  readonly history: readonly Evaluated[];
}

/** A point, and how its trial differs from one that trains the experiment from its start to its end. */
export interface Proposal {
  /** One number in [0, 1) per axis. */
  readonly point: readonly number[];
  /** The earlier point, by its place in the history, from whose last state the trial goes on; it must be sound. */
  readonly parent?: number;
  /** The iteration at which the trial ends, unless the experiment ends it before. Counted from where the first parent began. */
  readonly until?: number;
  /** Why this one, in words, for `ganx sweep explain`. */
  readonly reason?: string;
}

/** A pure function: the same request gives the same point, so that a sweep can be stopped and resumed anywhere. */
export interface Search {
  /**
   * One number in [0, 1) per axis, or a proposal that says more; `wait` until one of the running trials has ended; undefined
   * when there is nothing left to propose.
   */
  propose(request: ProposeRequest): readonly number[] | Proposal | 'wait' | undefined;
  /**
   * Of an exhaustive search: the index of the first proposal after this one that differs from it in one of the axes up to
   * `axis`, or whose index nothing is proposed for. Where a constraint refuses a point, all before that are passed over.
   */
  after?(index: number, axis: number): number;
  /** How many points it proposes in all, if that is settled beforehand. */
  readonly total?: number;
  /** Set by a search whose trials go on from others: how many iterations each of them trains. */
  readonly interval?: number;
  /** How far the last of those trials get, counted from where the first one began. */
  readonly horizon?: number;
}

/** What `defineSearch` takes. */
export interface SearchDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  /** Visits every combination of levels; a sweep refuses continuous axes for it and skips repeated trials. */
  readonly exhaustive?: boolean;
  /** Learns from results. Left out: trial i depends on the seed and i alone. */
  readonly usesHistory?: boolean;
  /** `random` is that of the whole sweep: what is drawn here is the same for all proposals. */
  create(options: OptionsOf<S>, space: SearchSpace, random: SearchRandom): Search;
}

/** As the registry keeps it. */
export interface SearchComponent
  extends Component<'search'>,
    Pick<SearchDefinition<OptionsSchema>, 'create' | 'exhaustive' | 'usesHistory'> {}

/**
 * How a sweep chooses its trials, for `method:` of a sweep.
 *
 * ```ts
 * import { defineSearch } from '@ganx/core/plugin';
 *
 * export const anywhere = defineSearch({
 *   type: 'anywhere',
 *   description: 'Every trial is drawn evenly.',
 *   examples: [{ type: 'anywhere' }],
 *   create: (_options, { axes }) => ({ propose: ({ random }) => axes.map(() => random.uniform()) }),
 * });
 * ```
 */
export function defineSearch<const S extends OptionsSchema | undefined = undefined>(
  definition: SearchDefinition<S>,
): Defined<SearchComponent, SearchDefinition<S>, 'create'> {
  return { kind: 'search', ...definition } as never;
}
