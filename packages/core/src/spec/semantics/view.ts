import { GanxError, OptionsError, PluginError } from '../../errors.js';
import type { DatasetInfo } from '../../plugin/dataset.js';
import type { Registry } from '../../plugin/registry.js';
import { ownOptions } from '../component-schema.js';
import type { Used } from '../components.js';
import type { ValidSpec } from '../load.js';
import type { ExperimentSpec } from '../types.js';

/** What a semantic check may look at. */
export interface SemanticView {
  readonly loaded: ValidSpec;
  readonly spec: ExperimentSpec;
  readonly info: DatasetInfo;
  readonly registry: Registry;
  readonly used: readonly Used[];
  /** Whether the generator can be asked for a class. */
  readonly conditional: boolean;
}

/** Whether the conditioning makes the generator conditional. If its options do not fit each other, it has a say elsewhere. */
export function isConditional(
  { conditioning }: ExperimentSpec,
  info: DatasetInfo,
  registry: Registry,
): boolean {
  const component = registry.get('conditioning', conditioning.type);
  const create = () => component.create(ownOptions('conditioning', conditioning));
  try {
    return asking(`conditioning ${conditioning.type}`, 'create', create).conditional;
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
