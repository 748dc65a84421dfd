import { DataError } from '../errors.js';
import type { Dataset, DatasetInfo } from '../plugin/dataset.js';

/** What a run's manifest says of its data. */
export interface RecordedData extends Pick<DatasetInfo, 'shape' | 'classes'> {
  readonly type: string;
  readonly fingerprint: string;
}

/** How data differ from those that a run was trained on, as a sentence; undefined if they do not. */
export function changeOfData(
  recorded: RecordedData,
  { fingerprint }: Pick<Dataset, 'fingerprint'>,
  run: string,
) {
  if (recorded.fingerprint === fingerprint) return undefined;
  return `The data are not those that ${run} was trained on: the dataset "${recorded.type}" had the fingerprint ${recorded.fingerprint} then and has ${fingerprint} now.`;
}

/**
 * Data of another kind than a run was trained on: no network of its fits them.
 *
 * Errors     DataError GANX_DATA_CHANGED.
 */
export function refuseOtherKind(recorded: RecordedData, info: DatasetInfo, run: string): void {
  const kind = ({ shape, classes }: Pick<DatasetInfo, 'shape' | 'classes'>) =>
    `examples [${shape.join(', ')}]${classes === undefined ? '' : ` of ${classes} classes`}`;
  if (kind(recorded) === kind(info)) return;
  throw new DataError(
    'GANX_DATA_CHANGED',
    `The data are not those that ${run} was trained on: the dataset "${recorded.type}" gave ${kind(recorded)} then and gives ${kind(info)} now. Put them back as they were.`,
  );
}
