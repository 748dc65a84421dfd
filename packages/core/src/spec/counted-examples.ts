import type { AnyComponent } from '../plugin/plugin.js';
import { join } from './path.js';

/** The options of a component that say how many examples it holds at once, as its schema marks them. */
export function countsOfExamples(
  { options }: Pick<AnyComponent, 'options'>,
  given: Readonly<Record<string, unknown>>,
  path: string,
): readonly { readonly path: string; readonly value: number }[] {
  return Object.entries(options?.properties ?? {}).flatMap(([name, schema]) => {
    const value = given[name];
    const counts = schema['x-ganx-counts'] === 'examples' && typeof value === 'number';
    return counts ? [{ path: join(path, name), value }] : [];
  });
}
