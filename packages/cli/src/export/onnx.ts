import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ExportedModel, exportModel, BackendError as OnnxError } from '@ganx/backend-onnx';
import { BackendError } from '@ganx/core';
import type { TrainedNetwork } from '@ganx/core/engine';
import type { ModelInput } from './model-card.js';

export interface OnnxRequest {
  readonly network: TrainedNetwork;
  readonly inputs: readonly ModelInput[];
  readonly output: string;
  /** The only batch that the model is to take; left out: any, if it can be. */
  readonly batch: number | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Writes `model.onnx`: the network traced by the ONNX backend, which must be active, with its weights inside. */
export function writeOnnx(
  { network, inputs, output, batch, metadata }: OnnxRequest,
  folder: string,
): ExportedModel {
  const [first, label] = inputs;
  try {
    const model = exportModel(
      (given) => ({ [output]: network.apply(given[first!.name]!, label && given[label.name]) }),
      inputs.map(({ name, shape, dtype }) => ({ name, shape: shape.slice(1) as number[], dtype })),
      { name: network.role, metadata, ...(batch === undefined ? {} : { batch }) },
    );
    writeFileSync(join(folder, 'model.onnx'), model.bytes);
    return model;
  } catch (cause) {
    if (!(cause instanceof OnnxError)) throw cause;
    throw new BackendError(cause.code, `The ${network.role} cannot become an ONNX model: ${cause.message}`, {
      cause,
    });
  }
}
