import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { isDiskFull } from '../disk-full.js';
import type { RunEvent } from '../plugin/index.js';
import { spellOut } from './spell-out.js';
import { attemptFile } from './write-file.js';

const bufferedCharacters = 1 << 16;
const bufferedMilliseconds = 1000;

/**
 * `log.jsonl`: every event of the run with its wall-clock time, one JSON object per line. Numbers that JSON does not have
 * are written as the strings "NaN", "Infinity", "-Infinity". While the disk is full, `add` keeps events in memory and
 * `full` says so; `sync` tries again, and throws.
 */
export class EventLog {
  readonly #file: number;
  #pending = '';
  /** What an earlier write could not put down. */
  #held: Uint8Array = new Uint8Array();
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

  /** Whether the disk had no room for what is still in memory. */
  get full(): boolean {
    return this.#held.length > 0;
  }

  /** Bytes in the file once synced. */
  get bytes(): number {
    return this.#written;
  }

  add(event: RunEvent): void {
    let text = JSON.stringify(event);
    // Only then may a number have been lost; a replacer for every event would be slow.
    if (text.includes('null')) text = JSON.stringify(event, spellOut);
    this.#pending += `{"time":${Date.now()},${text.slice(1)}\n`;
    const waited = performance.now() - this.#flushed;
    if (this.#pending.length > bufferedCharacters || waited > bufferedMilliseconds) {
      try {
        this.#write();
      } catch (error) {
        if (!isDiskFull(error)) throw error;
      }
    }
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
    const added = Buffer.from(this.#pending);
    const bytes = this.full ? Buffer.concat([this.#held, added]) : added;
    this.#pending = '';
    let at = 0;
    try {
      attemptFile(this.path, 'written', () => {
        while (at < bytes.length) at += writeSync(this.#file, bytes, at);
      });
    } finally {
      // A write that fails may have put a part of its bytes down.
      this.#held = bytes.subarray(at);
      this.#written += at;
    }
  }
}
