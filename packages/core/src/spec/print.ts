import { stringify } from 'yaml';
import type { StoredForm } from './stored-form.js';

/** A spec as YAML that is itself runnable: loading it in the same environment gives the same spec. */
export function printSpec({ spec }: Pick<StoredForm, 'spec'>): string {
  return stringify(spec, {
    lineWidth: 120,
    aliasDuplicateObjects: false,
    version: '1.2',
    schema: 'core',
  });
}
