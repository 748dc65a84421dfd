import type {
  Best,
  Counters,
  DiscriminatorStats,
  GeneratorStats,
  MetricValue,
  RollBack,
  Verdict,
} from './run-facts.js';

/** Which network a step trains. */
export type Phase = 'discriminator' | 'generator';

/** Everything that a run tells; a closed union, so that a handler can be checked for completeness. */
export type RunEvent =
  /** Everything is open and nothing is trained. `resumedAt` is the iteration that a resumed run goes on from. */
  | { readonly type: 'run-start'; readonly run: string; readonly folder: string; readonly resumedAt?: number }
  /** Before the balance policy is first asked: `counters.iteration` is still that of the iteration before. */
  | { readonly type: 'iteration-start'; readonly counters: Counters }
  /** A decision of the policy, before its step is made. */
  | {
      readonly type: 'balance';
      readonly counters: Counters;
      readonly policy: string;
      readonly phase: Phase;
      readonly reason: string;
    }
  /** After a step; the learning rate is the one that it used. */
  | {
      readonly type: 'discriminator-step';
      readonly counters: Counters;
      readonly stats: DiscriminatorStats;
      readonly learningRate: number;
    }
  /** After a step; the learning rate is the one that it used. */
  | {
      readonly type: 'generator-step';
      readonly counters: Counters;
      readonly stats: GeneratorStats;
      readonly learningRate: number;
    }
  /** All steps of an iteration are made. Statistics are those of the latest step of each network, where it made one in it. */
  | {
      readonly type: 'iteration';
      readonly counters: Counters;
      readonly discriminator?: DiscriminatorStats;
      readonly generator?: GeneratorStats;
    }
  /** Metrics were measured, in so many seconds. */
  | {
      readonly type: 'evaluation';
      readonly counters: Counters;
      readonly values: readonly MetricValue[];
      readonly seconds: number;
    }
  /** A value is better than all before; a checkpoint of it is about to be written. */
  | { readonly type: 'best'; readonly counters: Counters; readonly best: Best }
  /** A checkpoint is on disk, at a path below the run's folder. */
  | {
      readonly type: 'checkpoint';
      readonly counters: Counters;
      readonly path: string;
      readonly reason: string;
    }
  /** A file was written, at a path below the run's folder. */
  | {
      readonly type: 'artifact';
      readonly counters: Counters;
      readonly path: string;
      readonly description: string;
    }
  /** Something that a person should know, and that ends nothing. */
  | { readonly type: 'warning'; readonly code: string; readonly message: string }
  /** The run had diverged and begins again at `rollBack.to`; what came after that is no longer part of it. */
  | { readonly type: 'roll-back'; readonly counters: Counters; readonly rollBack: RollBack }
  /** A signal asked the run to end; it does, after this iteration. */
  | { readonly type: 'interruption'; readonly signal: string }
  /** Something failed, in a component or in the engine: the run ends. */
  | {
      readonly type: 'exception';
      readonly code: string;
      readonly message: string;
      readonly component?: string;
      readonly hook?: string;
    }
  /** Why the run is over. */
  | { readonly type: 'verdict'; readonly verdict: Verdict }
  /** The last event, with the training time of all its processes. */
  | {
      readonly type: 'run-end';
      readonly counters: Counters;
      readonly verdict: Verdict;
      readonly seconds: number;
    };

/** The event of one type. */
export type RunEventOf<T extends RunEvent['type']> = Extract<RunEvent, { readonly type: T }>;
