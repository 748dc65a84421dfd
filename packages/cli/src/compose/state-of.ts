import { GanxError } from '@ganx/core';
import type { ValidSpec } from '@ganx/core/spec';
import { runEffect } from './run-effect.js';

/** Names and shapes of all that an experiment's state holds; undefined where the networks cannot be built. */
export async function stateOf({ spec, directory, registry }: ValidSpec): Promise<string | undefined> {
  const [{ stateShapes }, { openCompute }] = await Promise.all([
    import('@ganx/core/engine'),
    import('./compute.js'),
  ]);
  try {
    const { compute } = await openCompute(spec.runtime, directory);
    const shapes = await runEffect(stateShapes({ spec, registry, compute, directory }));
    return [...shapes].map(([name, shape]) => `${name} [${shape.join(', ')}]`).join('\n');
  } catch (error) {
    if (error instanceof GanxError) return undefined;
    throw error;
  }
}
