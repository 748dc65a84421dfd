import type {
  Best,
  Counters,
  DiscriminatorStats,
  GeneratorStats,
  MetricValue,
  RollBack,
  Verdict,
} from './run-facts.js';

export type Phase = 'discriminator' | 'generator';

/** Everything that a run tells; a closed union, so that a handler can be checked for completeness. */
export type RunEvent =
  | { readonly type: 'run-start'; readonly run: string; readonly folder: string; readonly resumedAt?: number }
  | { readonly type: 'iteration-start'; readonly counters: Counters }
  | {
      readonly type: 'balance';
      readonly counters: Counters;
      readonly policy: string;
      readonly phase: Phase;
      readonly reason: string;
    }
  | {
      readonly type: 'discriminator-step';
      readonly counters: Counters;
      readonly stats: DiscriminatorStats;
      readonly learningRate: number;
    }
  | {
      readonly type: 'generator-step';
      readonly counters: Counters;
      readonly stats: GeneratorStats;
      readonly learningRate: number;
    }
  | {
      readonly type: 'iteration';
      readonly counters: Counters;
      readonly discriminator?: DiscriminatorStats;
      readonly generator?: GeneratorStats;
    }
  | {
      readonly type: 'evaluation';
      readonly counters: Counters;
      readonly values: readonly MetricValue[];
      readonly seconds: number;
    }
  | { readonly type: 'best'; readonly counters: Counters; readonly best: Best }
  | {
      readonly type: 'checkpoint';
      readonly counters: Counters;
      readonly path: string;
      readonly reason: string;
    }
  | {
      readonly type: 'artifact';
      readonly counters: Counters;
      readonly path: string;
      readonly description: string;
    }
  | { readonly type: 'warning'; readonly code: string; readonly message: string }
  /** The run had diverged and begins again at `rollBack.to`; what came after that is no longer part of it. */
  | { readonly type: 'roll-back'; readonly counters: Counters; readonly rollBack: RollBack }
  | { readonly type: 'interruption'; readonly signal: string }
  | {
      readonly type: 'exception';
      readonly code: string;
      readonly message: string;
      readonly component?: string;
      readonly hook?: string;
    }
  | { readonly type: 'verdict'; readonly verdict: Verdict }
  | {
      readonly type: 'run-end';
      readonly counters: Counters;
      readonly verdict: Verdict;
      readonly seconds: number;
    };

export type RunEventOf<T extends RunEvent['type']> = Extract<RunEvent, { readonly type: T }>;
