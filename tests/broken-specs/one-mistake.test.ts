import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Registry } from '@ganx/core/plugin';
import { loadExperiment, renderProblems } from '@ganx/core/spec';
import { builtins } from '@ganx/plugins';
import { afterAll, describe, expect, test } from 'vitest';

const text = readFileSync(
  fileURLToPath(new URL('../../experiments/quickstart.yaml', import.meta.url)),
  'utf8',
);
const folder = mkdtempSync(join(tmpdir(), 'ganx-mistake-'));
afterAll(() => rmSync(folder, { recursive: true }));
const registry = Registry.of(builtins);

async function load(spec: string) {
  const file = join(folder, 'spec.yaml');
  writeFileSync(file, spec);
  return loadExperiment({ file, registry: () => registry });
}

/** Where a pattern stands in the quickstart, outside its comments. */
const places = (pattern: RegExp) =>
  [...text.matchAll(pattern)]
    .map(({ 0: word, index }) => {
      const before = text.slice(0, index).split('\n');
      return { word, index, line: before.length, column: before.at(-1)!.length + 1, before: before.at(-1)! };
    })
    .filter(({ before }) => !before.includes('#'));

const replaceAt = (index: number, word: string, by: string): string =>
  text.slice(0, index) + by + text.slice(index + word.length);

describe('the quickstart', () => {
  test('with any one key misspelt has exactly one problem, at that key', async () => {
    const keys = places(/\b[A-Za-z]\w*(?=:\s)/g);
    expect(keys.length).toBeGreaterThan(30);
    for (const { word, index, line, column } of keys) {
      const loaded = await load(replaceAt(index, word, `${word}q`));
      const found = loaded.valid ? [] : loaded.problems;
      expect(found, `${word} in line ${line}`).toMatchObject([
        { code: 'GANX_SPEC_UNKNOWN_KEY', line, column },
      ]);
      expect(found[0]!.suggestions).toContain(word);
    }
  });

  test('with any one number in words has exactly one problem, at that value', async () => {
    const numbers = places(/(?<=: )\d[\d.e-]*(?=[ ,}\n])/g);
    expect(numbers.length).toBeGreaterThan(10);
    for (const { word, index, line, column } of numbers) {
      const loaded = await load(replaceAt(index, word, 'many'));
      const found = loaded.valid ? [] : loaded.problems;
      expect(found, `${word} in line ${line}`).toMatchObject([
        { code: 'GANX_SPEC_WRONG_TYPE', line, column },
      ]);
    }
  });

  test('cut off after any line is valid or has problems inside the text, and never throws', async () => {
    const lines = text.split('\n');
    for (let length = 0; length < lines.length; length++) {
      const loaded = await load(lines.slice(0, length).join('\n'));
      const found = loaded.valid ? [] : loaded.problems;
      for (const { line, column } of found) {
        expect(line).toBeLessThanOrEqual(Math.max(length, 1));
        expect(column).toBeGreaterThan(0);
      }
      expect(renderProblems(found, loaded.sources, { color: true })).not.toContain('undefined');
    }
  });
});
