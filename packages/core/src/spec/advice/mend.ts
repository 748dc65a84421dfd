import type { Json } from '../../plugin/json.js';
import type { ComponentKind } from '../../plugin/options.js';
import type { ComponentOf } from '../../plugin/plugin.js';
import { openOptions } from '../open-options.js';
import { unmetNeed } from '../semantics/needs.js';
import type { SemanticView } from '../semantics/view.js';
import { settle } from '../settle.js';
import { fromJson, toJson } from '../tree.js';
import type { ComponentSpec } from '../types.js';

/** A value as an override writes it: YAML on one line, `{type: iterations, max: 400}`. */
export function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value as { readonly [key: string]: Json });
    return `{${entries.map(([key, child]) => `${key}: ${flow(child)}`).join(', ')}}`;
  }
  if (typeof value === 'string') return isPlain(value) ? value : JSON.stringify(value);
  return JSON.stringify(value);
}

const isPlain = (text: string): boolean =>
  /^[A-Za-z][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);

/** `{ type: relu }` is as good as `relu`. */
export const short = (spec: { readonly type: string; readonly [option: string]: Json }): Json =>
  Object.keys(spec).length === 1 ? spec.type : spec;

/**
 * The first component of a kind that is wanted and fits the data, as a spec writes it: its first example, built-in components
 * first. This is how an override can name a component and the framework none.
 */
export function substitute<K extends ComponentKind>(
  view: SemanticView,
  kind: K,
  isWanted: (component: ComponentOf[K], options: never) => boolean,
): ComponentSpec | undefined {
  const entries = [...view.registry.list(kind)].sort(
    (a, b) => Number(a.address.includes('/')) - Number(b.address.includes('/')),
  );
  for (const { address, component } of entries) {
    const written = { ...component.examples[0], type: address } as ComponentSpec;
    const slot = { 'x-ganx-component': kind };
    const full = toJson(settle(fromJson(written as Json), slot, view.registry)) as ComponentSpec;
    if (
      unmetNeed(component, view) ||
      !isWanted(component, openOptions(view.registry, kind, full, '').options as never)
    )
      continue;
    return written;
  }
  return undefined;
}
