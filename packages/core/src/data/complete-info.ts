import type { Dataset, DatasetInfo } from '../plugin/dataset.js';
import { countClasses } from './classes.js';

/** Fills in what an experiment must know of its data and `describe` left out, by loading them once. */
export async function completeInfo(
  info: DatasetInfo,
  conditional: boolean,
  load: () => Promise<Dataset>,
): Promise<DatasetInfo> {
  const { classes, examplesPerClass } = info;
  if (!conditional || classes === undefined || examplesPerClass !== undefined) return info;
  const { train } = await load();
  return train.labels ? { ...info, examplesPerClass: countClasses({ train }, classes) } : info;
}
