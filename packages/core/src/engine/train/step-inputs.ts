import { DataError } from '../../errors.js';
import type { Dataset, DatasetInfo } from '../../plugin/index.js';
import { type CounterStream, type Cursor, DataOrder } from '../../random/index.js';
import type { DiscriminatorInputs } from '../step/discriminator-step.js';
import type { GeneratorInputs } from '../step/generator-step.js';

interface FeedRequest {
  readonly info: DatasetInfo;
  readonly batchSize: number;
  readonly seed: number;
  readonly classes: number | undefined;
  readonly generatorSeesReal: boolean;
}

/** Inputs of both steps, in buffers that are filled anew for each step. */
export interface StepFeed {
  /** The next batch in the data order. */
  discriminator(): DiscriminatorInputs;
  /** Classes drawn as often as the data has them, and the next batch where the loss wants real examples. */
  generator(): GeneratorInputs;
  cursor: Cursor;
  /** The batch of real examples that was read last. */
  readonly latest: DiscriminatorInputs;
}

/** Inputs of the right shapes with no meaning, to trace the steps with. */
export function blankInputs(request: FeedRequest): {
  discriminator: DiscriminatorInputs;
  generator: GeneratorInputs;
} {
  const { info, batchSize, classes, generatorSeesReal } = request;
  const values = info.shape.reduce((a, b) => a * b, batchSize);
  const data = info.dtype === 'uint8' ? new Uint8Array(values) : new Float32Array(values);
  const examples = { shape: [batchSize, ...info.shape], data };
  const labels = { shape: [batchSize], data: new Int32Array(batchSize) };
  const labelled = classes === undefined ? {} : { labels };
  return {
    discriminator: { examples, ...labelled } as DiscriminatorInputs,
    generator: { ...(generatorSeesReal ? { examples } : {}), ...labelled } as GeneratorInputs,
  };
}

export function openFeed(dataset: Dataset, request: FeedRequest, labelStream: CounterStream): StepFeed {
  const { train } = dataset;
  const { batchSize, classes } = request;
  if (!(train.size > 0)) throw new DataError('GANX_DATA_EMPTY', 'The dataset has no training examples.');
  if (classes !== undefined && !train.labels) {
    throw new DataError('GANX_DATA_LABELS', 'The conditioning needs labels, but the dataset has none.');
  }
  const order = new DataOrder(request.seed, 'data-order', train.size);
  const inputs = blankInputs(request);
  const indices = new Int32Array(batchSize);

  const readExamples = (target: Uint8Array | Float32Array) => {
    order.next(indices);
    train.read(indices, target);
  };
  const readLabels = (target: Int32Array) => {
    for (let i = 0; i < batchSize; i++) target[i] = train.labels![indices[i]!]!;
  };
  return {
    discriminator() {
      const { examples, labels } = inputs.discriminator;
      readExamples(examples.data);
      if (labels) readLabels(labels.data);
      return inputs.discriminator;
    },
    generator() {
      const { examples, labels } = inputs.generator;
      if (examples) readExamples(examples.data);
      else if (labels) labelStream.integers(indices, train.size);
      if (labels) readLabels(labels.data);
      return inputs.generator;
    },
    latest: inputs.discriminator,
    get cursor() {
      return order.cursor;
    },
    set cursor(cursor) {
      order.cursor = cursor;
    },
  };
}
