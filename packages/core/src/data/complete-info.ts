import type { Dataset, DatasetInfo } from '../plugin/dataset.js';
import { countClasses } from './classes.js';
import { fitRange } from './range.js';

/** Fills in what an experiment must know of its data and `describe` left out, by loading them once. */
export async function completeInfo(
  info: DatasetInfo,
  conditional: boolean,
  load: () => Promise<Dataset>,
): Promise<DatasetInfo> {
  const { classes, dtype, examplesPerClass, range, shape } = info;
  const counts = conditional && classes !== undefined && examplesPerClass === undefined;
  const fits = dtype === 'float32' && shape.length === 3 && range === undefined;
  if (!counts && !fits) return info;
  const { train } = await load();
  return {
    ...info,
    ...(counts && train.labels && { examplesPerClass: countClasses({ train }, classes) }),
    ...(fits && { fittedRange: fitRange(train, shape) }),
  };
}
