import { GanxError, PluginError, RunIoError, type RunPlace } from '../errors.js';
import { codeOf } from '../run/index.js';
import { placeInStack, showPlace } from '../stack-place.js';
import { expectedInstead, nameGiven } from './expected-result.js';

/** Where in a plugin the engine is: names the component and hook in any error. */
export interface PluginPlace {
  /** `kind type`, as `callback sample-grid`. */
  readonly component: string;
  readonly hook: string;
  readonly iteration?: number;
}

/** What a plugin threw, as one of our errors; errors that already are keep their class. */
export function fromPlugin(cause: unknown, place: PluginPlace): GanxError {
  if (cause instanceof GanxError) return cause;
  const where = place.iteration === undefined ? '' : ` at iteration ${place.iteration}`;
  const source = placeInStack(cause);
  const at = source === undefined ? '' : ` (${showPlace(source)})`;
  const said = cause instanceof Error ? `${cause.name}: ${cause.message}${at}` : `It threw ${String(cause)}`;
  const failed = fileErrorIn(cause);
  if (failed) {
    return new RunIoError(
      codeOf(failed),
      `The ${place.component} could not read or write a file in its hook "${place.hook}"${where}. ${said}`,
      { place: { ...place, ...(failed.path === undefined ? {} : { path: failed.path }) }, cause },
    );
  }
  return new PluginError(
    'GANX_PLUGIN_THREW',
    `The ${place.component} failed in its hook "${place.hook}"${where}. ${said}`,
    { place: place as RunPlace, cause },
  );
}

/** Calls into a plugin, and sees to it that it gives what is asked of it. */
export function guarded<T>(place: PluginPlace, call: () => T): T {
  let given: T;
  try {
    given = call();
  } catch (cause) {
    throw fromPlugin(cause, place);
  }
  return judged(place, given);
}

export async function guardedAsync<T>(place: PluginPlace, call: () => T | Promise<T>): Promise<T> {
  let given: T;
  try {
    given = await call();
  } catch (cause) {
    throw fromPlugin(cause, place);
  }
  return judged(place, given);
}

function judged<T>(place: PluginPlace, given: T): T {
  const expected = expectedInstead(place.component, place.hook, given);
  if (expected === undefined) return given;
  throw new PluginError(
    'GANX_PLUGIN_RESULT',
    `The ${place.component} gave ${nameGiven(given)} from its hook "${place.hook}", but ${expected} is expected.`,
    { place: place as RunPlace },
  );
}

/** The error of node:fs that something is, or that it was caused by: they carry an errno. */
function fileErrorIn(cause: unknown): NodeJS.ErrnoException | undefined {
  for (let at = cause; at instanceof Error; at = at.cause) {
    if (typeof (at as NodeJS.ErrnoException).errno === 'number') return at;
  }
  return undefined;
}
