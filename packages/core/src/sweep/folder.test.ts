import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findSweep } from './folder.js';

/** Sweeps by their names, made in this order, each with the first line of its journal. */
function latestOf(journals: Readonly<Record<string, string>>): string {
  const sweeps = mkdtempSync(join(tmpdir(), 'ganx-sweeps-'));
  onTestFinished(() => rmSync(sweeps, { recursive: true }));
  for (const [name, line] of Object.entries(journals)) {
    mkdirSync(join(sweeps, name));
    writeFileSync(join(sweeps, name, 'journal.jsonl'), `${line}\n`);
  }
  return findSweep('latest', sweeps).slice(sweeps.length + 1);
}

describe('the latest sweep', () => {
  it('is the one that began last by its journal, whenever its folder was made', () => {
    const journals = {
      second: '{"time":2000,"type":"sweep"}',
      first: '{"time":1000,"type":"sweep"}',
      empty: '',
      damaged: '{"time":',
    };
    expect(latestOf(journals)).toBe('second');
  });

  it('is the one that was begun after the clock had been set back', () =>
    expect(
      latestOf({
        second: '{"time":1000,"type":"sweep","order":2001}',
        first: '{"time":2000,"type":"sweep"}',
      }),
    ).toBe('second'));
});
