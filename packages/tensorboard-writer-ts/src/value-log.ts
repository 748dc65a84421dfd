import { describe, EventFileError } from './errors.js';
import { type ValueMeta, writeMetadata } from './metadata.js';
import { encodeMessage, type RecordBuffer } from './record-buffer.js';
import { checkWallTime, type RecordLog } from './record-log.js';
import type { Summary } from './summary.js';

interface TagState {
  readonly plugin: string;
  /** The file (by count) that holds the tag's metadata; each file gets its own copy, so that files can be deleted. */
  generation: number;
  /** For scalars: the whole `Event.summary` field of a value without metadata; its last four bytes are the value. */
  template?: Uint8Array;
}

/** Summary values of one run: what kind each tag holds, and metadata with a tag's first value in each file. */
export class ValueLog {
  private readonly tags = new Map<string, TagState>();

  constructor(private readonly log: RecordLog) {}

  has(tag: string): boolean {
    return this.tags.has(tag);
  }

  /** A scalar; from a tag's second one on by a ready-made record of which only the number changes. */
  scalar(tag: string, value: number, step: number, meta: ValueMeta | undefined): void {
    const state = this.tags.get(tag);
    if (state?.template !== undefined && state.generation === this.log.prepare() && isStep(step)) {
      const { template } = state;
      this.log.append(this.wallTime(tag, meta), step, (out) => {
        out.raw(template);
        out.rawFloat(value);
      });
      return;
    }
    this.write(tag, { plugin: 'scalars', writeValue: (out) => writeScalarTensor(out, value) }, step, meta);
    this.tags.get(tag)!.template ??= encodeScalarTemplate(tag);
  }

  /** Appends one summary value. */
  write(
    tag: string,
    { plugin, content, writeValue }: Summary,
    step: number,
    meta: ValueMeta | undefined,
  ): void {
    checkTag(tag);
    if (!isStep(step)) {
      throw new EventFileError('TBW_STEP_INVALID', {
        place: `step of "${tag}"`,
        seen: describe(step),
        expected: 'a whole number from 0 to 2^53 - 1',
      });
    }
    const known = this.tags.get(tag);
    if (known !== undefined && known.plugin !== plugin) {
      throw new EventFileError('TBW_TAG_KIND', {
        place: `tag "${tag}"`,
        seen: `a value for "${plugin}"`,
        expected: `one for "${known.plugin}", as the tag's first value in this run`,
        fix: 'TensorBoard shows one kind of value per tag; use another tag.',
      });
    }
    const wallTime = this.wallTime(tag, meta);
    const generation = this.log.prepare();
    const first = known?.generation !== generation;
    this.log.append(wallTime, step, (out) => {
      out.message(5, () =>
        out.message(1, () => {
          out.string(1, tag);
          writeValue(out);
          if (first) writeMetadata(out, plugin, content, meta);
        }),
      );
    });
    if (known === undefined) this.tags.set(tag, { plugin, generation });
    else known.generation = generation;
  }

  wallTime(tag: string, meta: ValueMeta | undefined): number {
    return meta?.wallTime === undefined
      ? this.log.now()
      : checkWallTime(meta.wallTime, `wall time of "${tag}"`);
  }
}

/** A rank-0 float32 tensor; RustBoard drops float64 and shape [1] without a word. */
function writeScalarTensor(out: RecordBuffer, value: number): void {
  out.message(8, () => {
    out.uint(1, 1);
    out.message(2, () => {});
    out.message(5, () => out.rawFloat(value));
  });
}

function encodeScalarTemplate(tag: string): Uint8Array {
  const whole = encodeMessage((out) =>
    out.message(5, () =>
      out.message(1, () => {
        out.string(1, tag);
        writeScalarTensor(out, 0);
      }),
    ),
  );
  return whole.subarray(0, whole.length - 4);
}

export function isStep(step: unknown): boolean {
  return Number.isSafeInteger(step) && (step as number) >= 0;
}

function checkTag(tag: unknown): void {
  if (typeof tag === 'string' && tag !== '' && !/[\p{Cc}\p{Cs}]/u.test(tag)) return;
  throw new EventFileError('TBW_TAG_INVALID', {
    place: 'tag',
    seen: describe(tag),
    expected: 'a non-empty string of well-formed Unicode without control characters',
  });
}
