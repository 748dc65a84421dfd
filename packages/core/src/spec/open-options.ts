import type { Json } from '../plugin/json.js';
import { type OpenedOptions, openMoving } from '../plugin/moving.js';
import type { ComponentKind } from '../plugin/options.js';
import type { Registry } from '../plugin/registry.js';
import { ownOptions } from './component-schema.js';
import type { ComponentSpec } from './types.js';

/**
 * What the functions of a component are given: its own options, schedules among them opened.
 *
 * Errors     OptionsError of a schedule that does not suit its place.
 */
export function openOptions(
  registry: Registry,
  kind: ComponentKind,
  spec: ComponentSpec,
  place: string,
): OpenedOptions {
  const own = ownOptions<Record<string, Json>>(kind, spec);
  const properties = registry.get(kind, spec.type).options?.properties ?? {};
  return openMoving(own, properties, registry, place);
}
