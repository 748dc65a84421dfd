import { GanxError } from '@ganx/core';
import { openExperiment } from '@ganx/core/experiment';
import type { ValidSpec } from '@ganx/core/spec';
import { runEffect } from './run-effect.js';

/** Names and shapes of all that an experiment's state holds; undefined where the networks cannot be built. */
export async function stateOf(loaded: ValidSpec): Promise<string | undefined> {
  const [{ stateShapes }, { openCompute }] = await Promise.all([
    import('@ganx/core/engine'),
    import('./compute.js'),
  ]);
  try {
    const { compute } = await openCompute(loaded.spec.runtime, loaded.directory);
    const experiment = await openExperiment(loaded);
    const shapes = await runEffect(stateShapes({ experiment, compute }));
    return [...shapes].map(([name, shape]) => `${name} [${shape.join(', ')}]`).join('\n');
  } catch (error) {
    if (error instanceof GanxError) return undefined;
    throw error;
  }
}
