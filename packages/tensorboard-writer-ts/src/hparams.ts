import { encodeMessage } from './record-buffer.js';
import { type Summary, valueError } from './summary.js';
import { writeNumericTensor } from './tensor.js';

export const SESSION_START_TAG = '_hparams_/session_start_info';
export const SESSION_END_TAG = '_hparams_/session_end_info';

export type HParamValue = number | boolean | string;
export type HParamStatus = 'success' | 'failure' | 'running' | 'unknown';

export interface HParamsOptions {
  /** Runs of one group are repeats (seeds, say) and share a row of the table. Default: the run is its own group. */
  readonly group?: string;
}

const STATUS: Record<HParamStatus, number> = { unknown: 0, success: 1, failure: 2, running: 3 };

/**
 * The start of a session. No experiment summary is written on purpose: TensorBoard would use the first that it meets and
 * hide hyper-parameters that only later runs have; without one it merges those of all runs, and every scalar is a metric.
 */
export function summarizeHparams(
  params: Readonly<Record<string, HParamValue>>,
  group: string,
  startSeconds: number,
): Summary {
  const entries = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, value] of entries) {
    const valid = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
    if (!valid)
      throw valueError(`hyper-parameter "${name}"`, value, 'a finite number, a boolean or a string');
  }
  return sessionSummary(
    encodeMessage((out) =>
      out.message(3, () => {
        for (const [name, value] of entries) {
          out.message(1, () => {
            out.string(1, name, true);
            out.message(2, () => {
              if (typeof value === 'number') out.double(2, value);
              else if (typeof value === 'string') out.string(3, value, true);
              else out.bool(4, value);
            });
          });
        }
        out.string(4, group);
        out.double(5, startSeconds);
      }),
    ),
  );
}

export function summarizeHparamsEnd(status: HParamStatus, endSeconds: number): Summary {
  const code = STATUS[status];
  if (code === undefined)
    throw valueError('session status', status, `one of ${Object.keys(STATUS).join(', ')}`);
  return sessionSummary(
    encodeMessage((out) =>
      out.message(4, () => {
        out.uint(1, code);
        out.double(2, endSeconds);
      }),
    ),
  );
}

/** All is in the metadata; the value is an empty tensor, as TensorBoard's own writer gives it. */
function sessionSummary(content: Uint8Array): Summary {
  return {
    plugin: 'hparams',
    content,
    writeValue: (out) => writeNumericTensor(out, [0], new Float32Array(0)),
  };
}
