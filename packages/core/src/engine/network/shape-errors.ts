import type * as tfl from '@tensorflow/tfjs-layers';
import { GanxError, OptionsError, PluginError, ShapeError } from '../../errors.js';

/** What `make` throws, as an error at that place of the spec. */
export function inPlace<T>(specPath: string, inputShape: tfl.Shape, what: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw asShapeError(cause, specPath, `At ${what} with an input of ${shapeText(inputShape)}`);
  }
}

/**
 * Refusals of TensorFlow.js's layers and of plugins are plain errors about shapes; the error classes that only a
 * programming mistake raises are the plugin's fault instead.
 */
export function asShapeError(cause: unknown, specPath: string, what: string): GanxError {
  if (cause instanceof OptionsError) {
    return new ShapeError(`${specPath}.${cause.option}`, `${what}: ${cause.message}`, { cause }, cause.code);
  }
  if (cause instanceof GanxError) return cause;
  if (cause instanceof TypeError || cause instanceof ReferenceError || cause instanceof SyntaxError) {
    return new PluginError('GANX_PLUGIN_THREW', `${what}: ${cause.name}: ${cause.message}`, { cause });
  }
  return new ShapeError(specPath, `${what}: ${cause instanceof Error ? cause.message : String(cause)}`, {
    cause,
  });
}

/** `[B,28,28,1]`. */
export function shapeText(shape: readonly (number | null)[]): string {
  return `[${['B', ...shape.slice(1).map((size) => size ?? '?')].join(',')}]`;
}
