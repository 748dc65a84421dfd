import { GanxError, OptionsError, PluginError } from '../../errors.js';
import type { OpenedExperiment } from '../../experiment/opened.js';
import type { ValidSpec } from '../load.js';

/** What a semantic check may look at. */
export interface SemanticView extends OpenedExperiment {
  readonly loaded: ValidSpec;
  /** Whether the generator can be asked for a class. */
  readonly conditional: boolean;
}

/** Whether the conditioning makes the generator conditional. If its options do not fit each other, it has a say elsewhere. */
export function isConditional({ conditioning, info }: OpenedExperiment): boolean {
  try {
    return conditioning.value.conditional;
  } catch (error) {
    if (error instanceof OptionsError) return info.classes !== undefined;
    throw error;
  }
}

/** Calls into a plugin; whatever it throws names the component. */
export function asking<T>(component: string, hook: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof GanxError) throw error;
    const message = `${component} failed in ${hook}: ${error instanceof Error ? error.message : String(error)}`;
    throw new PluginError('GANX_PLUGIN_THREW', message, { place: { component, hook }, cause: error });
  }
}
