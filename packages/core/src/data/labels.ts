import { DataError } from '../errors.js';
import type { Dataset, Split } from '../plugin/dataset.js';

/**
 * Labels are what everything that counts, draws or one-hots classes takes them for: a whole number below `classes` for
 * each example.
 *
 * Errors     DataError GANX_DATA_LABELS.
 */
export function checkLabels({ info, train, heldOut }: Dataset, type: string): void {
  const splits: readonly (readonly [string, Split | undefined])[] = [
    ['training', train],
    ['held-out', heldOut],
  ];
  for (const [name, split] of splits) {
    const { labels, size } = split ?? {};
    if (!labels || info.classes === undefined) continue;
    if (labels.length !== size)
      throw refuse(type, `${labels.length} labels for ${size} ${name} examples`, 'one for each');
    const { classes } = info;
    const bad = labels.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < classes));
    if (bad >= 0)
      throw refuse(
        type,
        `the label ${labels[bad]} at ${name} example ${bad}`,
        `whole numbers from 0 to ${classes - 1}, as the dataset says that it has ${classes} classes`,
      );
  }
}

const refuse = (type: string, seen: string, expected: string) =>
  new DataError(
    'GANX_DATA_LABELS',
    `The dataset "${type}" gives ${seen}; expected ${expected}. Number its classes 0, 1, 2, ... without gaps.`,
    { place: { component: `dataset ${type}`, hook: 'load' } },
  );
