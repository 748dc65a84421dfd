import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { checkpointsOf, openCheckpoint } from '@ganx/core/run';
import { readEvents } from 'tensorboard-writer-ts';

/** One thing that must be the same in two runs. */
export interface Sameness {
  readonly what: string;
  readonly same: boolean;
  /** What was compared, or where the first difference is. */
  readonly detail: string;
}

/**
 * Compares two finished runs of one spec: the bytes of their last weights and optimizer slots, of `metrics.jsonl` and of the
 * samples; the rest of their last state; the values and steps of their TensorBoard events. Left out is what depends on
 * the clock: seconds, wall times, tags under `time/`, and what the loggers remember of their own files.
 */
export function compareEnds(whole: string, resumed: string): Sameness[] {
  const [a, b] = [lastOf(whole), lastOf(resumed)];
  if (a !== b) {
    return [{ what: 'last checkpoint', same: false, detail: `iteration ${a}, resumed: iteration ${b}` }];
  }
  const checkpoint = join('checkpoints', basename(openCheckpoint(whole).folder));
  const files = ['weights.safetensors', 'optimizer.safetensors'].map((file) => join(checkpoint, file));
  return [
    ...[...files, 'metrics.jsonl', ...samplesIn(whole, resumed)].map((file) =>
      sameBytes(file, join(whole, file), join(resumed, file)),
    ),
    sameState(whole, resumed),
    sameEvents(whole, resumed),
    noLeftovers(resumed),
  ];
}

function lastOf(run: string): number | undefined {
  return checkpointsOf(run).at(-1);
}

function samplesIn(...runs: readonly string[]): string[] {
  const names = runs.flatMap((run) =>
    existsSync(join(run, 'samples'))
      ? readdirSync(join(run, 'samples'), { recursive: true, encoding: 'utf8' })
      : [],
  );
  return [...new Set(names as string[])]
    .filter((name) => /\.\w+$/.test(name))
    .map((name) => join('samples', name));
}

function sameBytes(what: string, whole: string, resumed: string): Sameness {
  if (!existsSync(whole) && !existsSync(resumed)) return { what, same: true, detail: 'neither has it' };
  if (!existsSync(whole) || !existsSync(resumed))
    return {
      what,
      same: false,
      detail: `${existsSync(whole) ? 'the resumed run' : 'the whole run'} has none`,
    };
  const [a, b] = [readFileSync(whole), readFileSync(resumed)];
  if (a.equals(b)) return { what, same: true, detail: `${a.length} bytes` };
  const at = a.findIndex((byte, index) => byte !== b[index]);
  return {
    what,
    same: false,
    detail: `${a.length} and ${b.length} bytes, from byte ${at < 0 ? a.length : at} on`,
  };
}

function sameState(whole: string, resumed: string): Sameness {
  const [a, b] = [whole, resumed].map((run) => {
    const { facts } = openCheckpoint<Record<string, unknown>>(run);
    const { seconds: _seconds, logBytes: _logBytes, components, ...own } = facts;
    const parts = Object.entries(components as object).filter(([place]) => !place.startsWith('logging.'));
    return Object.entries({ ...own, ...Object.fromEntries(parts) }).map(([key, value]): [string, string] => [
      key,
      JSON.stringify(value),
    ]);
  }) as [[string, string][], [string, string][]];
  const other = new Map(b);
  const differing =
    a.find(([key, value]) => other.get(key) !== value) ?? (a.length === b.length ? undefined : b[0]);
  const what = 'counters, streams, cursor and components';
  return differing
    ? { what, same: false, detail: `${differing[0]}: ${differing[1]}, resumed: ${other.get(differing[0])}` }
    : { what, same: true, detail: `${a.length} values` };
}

function sameEvents(whole: string, resumed: string): Sameness {
  const what = 'TensorBoard events';
  const [a, b] = [eventsOf(whole), eventsOf(resumed)];
  const at = a.findIndex((event, index) => event !== b[index]);
  if (at < 0 && a.length === b.length) return { what, same: true, detail: `${a.length} values` };
  const index = at < 0 ? a.length : at;
  return {
    what,
    same: false,
    detail: `value ${index}: ${a[index] ?? 'none'}, resumed: ${b[index] ?? 'none'}`,
  };
}

/** `tag step hash of the value`, in the order of the files. */
function eventsOf(run: string): string[] {
  const files = readdirSync(run)
    .filter((name) => name.includes('tfevents'))
    .sort();
  return files.flatMap((file) =>
    [...readEvents(join(run, file))].flatMap(({ step, values }) =>
      values
        .filter(({ tag }) => !tag.startsWith('time/') && !tag.startsWith('_hparams_/'))
        .map(({ simpleValue, tag, tensor }) => `${tag} ${step} ${digest([simpleValue, tensor])}`),
    ),
  );
}

function digest(value: unknown): string {
  const text = JSON.stringify(value, (_key, own) => {
    if (ArrayBuffer.isView(own))
      return Buffer.from(own.buffer, own.byteOffset, own.byteLength).toString('base64');
    return typeof own === 'bigint' ? String(own) : own;
  });
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function noLeftovers(run: string): Sameness {
  const names = [...readdirSync(run), ...readdirSync(join(run, 'checkpoints'))];
  const left = names.filter((name) => /^\.|\.tmp$|^lock-/.test(name));
  return { what: 'temporary files', same: left.length === 0, detail: left.join(', ') || 'none' };
}
