import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import type { RunEvent } from '../plugin/index.js';
import { attemptFile } from './write-file.js';

const bufferedCharacters = 1 << 16;
const bufferedMilliseconds = 1000;

/** `log.jsonl`: every event of the run with its wall-clock time, one JSON object per line. */
export class EventLog {
  readonly #file: number;
  #pending = '';
  #written = 0;
  #flushed = Date.now();

  constructor(readonly path: string) {
    this.#file = attemptFile(path, 'opened', () => openSync(path, 'a'));
  }

  /** Bytes in the file once flushed. */
  get bytes(): number {
    return this.#written;
  }

  add(event: RunEvent): void {
    const now = Date.now();
    this.#pending += `{"time":${now},${JSON.stringify(event).slice(1)}\n`;
    if (this.#pending.length > bufferedCharacters || now - this.#flushed > bufferedMilliseconds)
      this.#write(now);
  }

  /** On disk, even if the machine stops now. */
  sync(): void {
    this.#write(Date.now());
    attemptFile(this.path, 'synced', () => fsyncSync(this.#file));
  }

  close(): void {
    try {
      this.#write(Date.now());
    } finally {
      closeSync(this.#file);
    }
  }

  #write(now: number): void {
    this.#flushed = now;
    const bytes = Buffer.from(this.#pending);
    this.#pending = '';
    attemptFile(this.path, 'written', () => {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    });
    this.#written += bytes.length;
  }
}
