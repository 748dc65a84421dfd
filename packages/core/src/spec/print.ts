import { stringify } from 'yaml';
import type { Json } from '../plugin/json.js';
import { escapeReferences } from './reference-grammar.js';
import type { ExperimentSpec } from './types.js';

/** The resolved spec as YAML that is itself runnable: loading it gives the same spec. */
export function printSpec(spec: ExperimentSpec): string {
  return stringify(withoutReferences(spec as unknown as Json), {
    lineWidth: 120,
    aliasDuplicateObjects: false,
    version: '1.2',
    schema: 'core',
  });
}

/** `${` that came out of a resolved spec is plain text. */
function withoutReferences(value: Json): Json {
  if (typeof value === 'string') return escapeReferences(value);
  if (Array.isArray(value)) return value.map(withoutReferences);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withoutReferences(child)]));
}
