import type { Compute } from '../../compute.js';
import type { OpenedExperiment } from '../../experiment/opened.js';
import type { Dataset, Moving } from '../../plugin/index.js';
import type { RandomStreams } from '../../random/index.js';
import type { Network } from '../network/network.js';
import type { DiscriminatorInputs } from '../step/discriminator-step.js';
import type { GeneratorInputs } from '../step/generator-step.js';
import type { Learner, StepClock, StepParts } from '../step/parts.js';
import type { StepVariants } from '../step/variants.js';
import type { Asides } from './asides.js';

export interface BuildRequest {
  readonly experiment: OpenedExperiment;
  readonly compute: Compute;
  /** Bytes that training may take; left out: what the machine has. */
  readonly memory?: number;
}

/** The networks of an experiment and the steps that train them, with first weights still to be drawn. */
export interface Built
  extends BuildRequest,
    Pick<OpenedExperiment, 'spec' | 'registry' | 'directory' | 'info'>,
    Pick<Asides, 'sample' | 'score' | 'probe'> {
  readonly generator: Learner;
  readonly discriminator: Learner;
  readonly average: Network | undefined;
  /** Classes, when the networks take labels. */
  readonly classes: number | undefined;
  /** Whether the generator's step reads real examples. */
  readonly generatorSeesReal: boolean;
  readonly augmentations: StepParts['augmentations'];
  readonly terms: StepParts['terms'];
  /** Where numbers that move are read from. */
  readonly clock: StepClock;
  /** The numbers of the experiment that move, by their places in the spec. */
  readonly moving: readonly Moving[];
  /** Streams of everything that is drawn in training. */
  readonly streams: RandomStreams;
  /** Streams of what is drawn beside training. */
  readonly sampling: RandomStreams;
  readonly discriminatorStep: StepVariants<DiscriminatorInputs>;
  readonly generatorStep: StepVariants<GeneratorInputs>;
  /** The examples, read anew. */
  loadDataset(): Promise<Dataset>;
  dispose(): void;
}
