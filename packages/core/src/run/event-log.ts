import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { RunEvent } from '../plugin/index.js';
import { spellOut } from './spell-out.js';
import { attemptFile } from './write-file.js';

const bufferedCharacters = 1 << 16;
const bufferedMilliseconds = 1000;

/**
 * `log.jsonl`: every event of the run with its wall-clock time, one JSON object per line. Numbers that JSON does not have
 * are written as the strings "NaN", "Infinity", "-Infinity".
 */
export class EventLog {
  readonly #file: number;
  #pending = '';
  #written: number;
  #flushed = performance.now();

  /** Goes on after the first `keep` bytes of what is there; a file that is shorter is kept as it is. */
  constructor(
    readonly path: string,
    keep = 0,
  ) {
    this.#file = attemptFile(path, 'opened', () => openSync(path, 'a'));
    this.#written = attemptFile(path, 'cut back', () => {
      const length = Math.min(keep, fstatSync(this.#file).size);
      ftruncateSync(this.#file, length);
      return length;
    });
  }

  /** Bytes in the file once flushed. */
  get bytes(): number {
    return this.#written;
  }

  add(event: RunEvent): void {
    let text = JSON.stringify(event);
    // Only then may a number have been lost; a replacer for every event would be slow.
    if (text.includes('null')) text = JSON.stringify(event, spellOut);
    this.#pending += `{"time":${Date.now()},${text.slice(1)}\n`;
    const waited = performance.now() - this.#flushed;
    if (this.#pending.length > bufferedCharacters || waited > bufferedMilliseconds) this.#write();
  }

  /** On disk, even if the machine stops now. */
  sync(): void {
    this.#write();
    attemptFile(this.path, 'synced', () => fsyncSync(this.#file));
  }

  close(): void {
    try {
      this.#write();
    } finally {
      closeSync(this.#file);
    }
  }

  #write(): void {
    this.#flushed = performance.now();
    const bytes = Buffer.from(this.#pending);
    this.#pending = '';
    attemptFile(this.path, 'written', () => {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    });
    this.#written += bytes.length;
  }
}
