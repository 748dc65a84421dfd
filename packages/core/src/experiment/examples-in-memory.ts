import { ShapeError } from '../errors.js';
import { machineMemory } from '../machine-memory.js';
import type { DatasetInfo } from '../plugin/index.js';
import { product, size } from '../sizes.js';
import { ownOptions } from '../spec/component-schema.js';
import { countsOfExamples } from '../spec/counted-examples.js';
import type { OpenRequest } from './open.js';

/**
 * The examples fit into memory. Asked before anything loads them.
 *
 * Errors     ShapeError GANX_SPEC_MEMORY.
 */
export function requireRoom({ spec, registry }: OpenRequest, info: DatasetInfo): void {
  const { dtype, heldOutSize = 0, shape } = info;
  const count = info.size + heldOutSize;
  const bytes = info.memory ?? count * product(shape) * (dtype === 'uint8' ? 1 : 4);
  const memory = machineMemory();
  if (bytes <= memory) return;
  const { data } = spec;
  const counts = countsOfExamples(registry.get('dataset', data.type), ownOptions('dataset', data), 'data');
  const most = counts.reduce<(typeof counts)[number] | undefined>(
    (a, b) => (a && a.value >= b.value ? a : b),
    undefined,
  );
  const lower = most ? `Lower ${most.path}, which is ${most.value}.` : 'Take fewer or smaller examples.';
  throw new ShapeError(
    most?.path ?? 'data',
    `The dataset "${data.type}" has ${count} examples of shape [${shape.join(', ')}], which take ${size(bytes)}, and this machine has ${size(memory)}. ${lower}`,
    undefined,
    'GANX_SPEC_MEMORY',
  );
}
