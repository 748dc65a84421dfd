import type { RecordBuffer } from './record-buffer.js';

/** What may be said about a tag or a single value besides the value itself. */
export interface ValueMeta {
  /** Name shown in place of the tag. TensorBoard keeps the one of a tag's first value in a run. */
  readonly displayName?: string;
  /** Markdown shown at the "i" of a card. TensorBoard keeps the one of a tag's first value in a run. */
  readonly description?: string;
  /** Seconds since 1970 of this value; the writer's clock when left out. */
  readonly wallTime?: number;
}

/**
 * Appends `Summary.Value.metadata`. The data class is left out, as TensorFlow's writer leaves it out: both of
 * TensorBoard's loaders derive it from the plugin's name, and only then bring a value into the form that its page reads.
 */
export function writeMetadata(
  out: RecordBuffer,
  plugin: string,
  content: Uint8Array | undefined,
  meta: ValueMeta | undefined,
): void {
  out.message(9, () => {
    out.message(1, () => {
      out.string(1, plugin);
      if (content !== undefined && content.length > 0) out.data(2, content);
    });
    out.string(2, meta?.displayName ?? '');
    out.string(3, meta?.description ?? '');
  });
}
