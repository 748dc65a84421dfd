import { BackendError, type Compute } from '@ganx/core';
import type { ExperimentSpec } from '@ganx/core/spec';
import { messageOf } from '../errors/error-facts.js';
import type { Backend, BackendContext, BackendName } from './backends/backend.js';
import { cpu } from './backends/cpu.js';
import { onnx } from './backends/onnx.js';
import { tensorflow } from './backends/tensorflow.js';

/**
 * In the order in which `auto` takes them. onnx first: compiled steps are several times faster than TensorFlow's eager
 * ones where the cost of single operations dominates and no slower elsewhere, and it gives the same bits at any thread
 * count, whatever else is installed.
 */
export const backends: readonly Backend[] = [onnx, tensorflow, cpu];

export interface Chosen {
  readonly name: BackendName;
  readonly compute: Compute;
  /** Why this one, for the log. */
  readonly reason: string;
}

/** Opens the backend that `runtime.backend` asks for. */
export async function openCompute(
  runtime: ExperimentSpec['runtime'],
  directory: string,
  options: Pick<BackendContext, 'profile'> = {},
): Promise<Chosen> {
  const context: BackendContext = {
    ...options,
    directory,
    ...(runtime.device !== undefined && { device: runtime.device }),
    ...(runtime.threads !== undefined && { threads: runtime.threads }),
  };
  const { device = 'cpu' } = runtime;
  if (device !== 'cpu') {
    if (runtime.backend === 'auto' || runtime.backend === 'onnx') {
      return {
        name: 'onnx',
        compute: await onnx.open(context),
        reason: `the spec asks for device ${device}`,
      };
    }
    throw new BackendError(
      'GANX_BACKEND_DEVICE',
      `Backend ${runtime.backend} computes on the device that it was built for; runtime.device: ${device} is for backend onnx. Remove one of the two, or set runtime.backend: onnx.`,
    );
  }
  if (runtime.backend !== 'auto') {
    const backend = backends.find(({ name }) => name === runtime.backend) as Backend;
    return { name: backend.name, compute: await backend.open(context), reason: 'the spec asks for it' };
  }
  const passed: string[] = [];
  for (const backend of backends) {
    try {
      const compute = await backend.open(context);
      const reason =
        passed.length === 0 ? 'auto: compiled steps are the fastest' : `auto: ${passed.join('; ')}`;
      return { name: backend.name, compute, reason };
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      passed.push(`${backend.name} is not there (${messageOf(error)})`);
    }
  }
  throw new BackendError('GANX_BACKEND_NONE', `No backend works here: ${passed.join('; ')}.`);
}
