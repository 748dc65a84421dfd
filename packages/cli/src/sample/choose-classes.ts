import type { Trained } from '@ganx/core/engine';
import { nearest } from '@ganx/core/plugin';
import { UsageError } from '../errors/usage-error.js';

/**
 * Class of each sample: the wanted ones in turn, or all that training had examples of in turn. With `each`, every class that many times in a row.
 *
 * Errors     UsageError for a class that there is not, or any class where the generator takes none.
 */
export function chooseClasses(
  { classes, info }: Pick<Trained, 'classes' | 'info'>,
  wanted: readonly string[] | undefined,
  count: number,
  each?: number,
): Int32Array | undefined {
  if (classes === undefined) {
    if (wanted === undefined) return undefined;
    throw new UsageError(
      'GANX_CLI_ARGUMENT',
      'This generator is not conditional: it takes no class. Leave --class out, or train with `conditioning: labels`.',
    );
  }
  const names = info.classNames ?? [];
  const known = knownClasses(classes, info);
  const chosen = wanted
    ? wanted.map((name) => toClass(name, classes, names))
    : each === undefined
      ? known
      : known.slice(0, 1);
  return Int32Array.from({ length: count }, (_, index) => {
    return chosen[(each === undefined ? index : Math.floor(index / each)) % chosen.length]!;
  });
}

/** The classes that training had examples of; all, where the run does not say. */
export function knownClasses(classes: number, { examplesPerClass }: Trained['info']): readonly number[] {
  const all = Array.from({ length: classes }, (_, index) => index);
  return examplesPerClass ? all.filter((label) => examplesPerClass[label]! > 0) : all;
}

/** A class by its name or its number. */
function toClass(written: string, classes: number, names: readonly string[]): number {
  const named = names.findIndex((name) => name.toLowerCase() === written.toLowerCase());
  if (named >= 0) return named;
  const number = Number(written);
  if (/^\d+$/.test(written) && number < classes) return number;
  const known = names.some((name, index) => name !== String(index)) ? ` or one of ${names.join(', ')}` : '';
  throw new UsageError(
    'GANX_CLI_ARGUMENT',
    `There is no class "${written}": classes are 0 to ${classes - 1}${known}.`,
    nearest(written, names).slice(0, 3),
  );
}
