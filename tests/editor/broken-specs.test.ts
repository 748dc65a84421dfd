import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Broken, type Table, unmark } from '../broken-specs/broken.js';
import { componentMistakes } from '../broken-specs/components.js';
import { compositionMistakes } from '../broken-specs/composition.js';
import { referenceMistakes } from '../broken-specs/references.js';
import { skeletonMistakes } from '../broken-specs/skeleton.js';
import { syntaxMistakes } from '../broken-specs/syntax.js';
import { root } from '../cli/ganx.js';
import { LanguageServer } from './language-server.js';

/** Wherever `ganx check` finds a mistake that a schema can know of, an editor underlines something on the same line. */
const ofSchemas = [
  'GANX_SPEC_SYNTAX',
  'GANX_SPEC_DUPLICATE_KEY',
  'GANX_SPEC_UNKNOWN_KEY',
  'GANX_SPEC_UNKNOWN_TYPE',
  'GANX_SPEC_MISSING_KEY',
  'GANX_SPEC_WRONG_TYPE',
  'GANX_SPEC_VALUE',
];

/** Where it does not, and why. One that is underlined after all fails, so that this list stays true. */
const unseen: Readonly<Record<string, string>> = {
  'two documents': 'a file may hold several for an editor',
  'a variable of the wrong type': 'an editor does not know the environment of a run',
};

/** Lines that an editor underlines beside those that `check` names, and why. */
const incomplete = 'what follows the mistake is not read, so keys are missed too';
const base = 'a base that lacks keys and says no "extends" is an experiment for an editor';
const besides: Readonly<Record<string, string>> = {
  'a misspelt key that is required counts once, not as unknown and missing':
    'an editor does not know that one is the other',
  'a quote that is not closed': incomplete,
  'a list that is not closed': incomplete,
  'a tab as indentation': incomplete,
  'a missing colon': incomplete,
  'a syntax error in a base is reported in the base': base,
  'an option of the new type that is wrong, after the type of the base has changed': base,
};

interface Place {
  readonly file: string;
  readonly line: number;
}

/** Files of a broken spec without their marks, and where mistakes are that a schema can know of. */
function read({ spec, problems }: Broken) {
  const files = typeof spec === 'string' ? { 'spec.yaml': spec } : spec;
  const places: string[] = [];
  const texts: Record<string, string> = {};
  for (const [name, text] of Object.entries(files)) {
    if (typeof text !== 'string') continue;
    const made = unmark(name, text);
    texts[name] = made.text;
    places.push(...made.places);
  }
  let marks = 0;
  const all = problems.map(({ code, at }) => ({ code, at: at ?? places[marks++] ?? '' }));
  const mistakes = all
    .filter(({ code }) => ofSchemas.includes(code))
    .map(({ at }): Place => ({ file: at.split(':')[0]!, line: Number(at.split(':')[1]) }))
    .filter(({ file }) => file in texts);
  return { texts, mistakes };
}

let server: LanguageServer;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ganx-editor-'));
  server = await LanguageServer.start(folder);
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const schema = join(root, 'schemas/experiment.schema.json');

/** Lines that an editor underlines in a file. */
async function underlined(text: string): Promise<readonly number[]> {
  const shown = await server.diagnose(`# yaml-language-server: $schema=${schema}\n${text}`);
  // Counted from 0 with the modeline, so from 1 without it.
  return shown.map(({ range }) => range.start.line);
}

const tables: Table = {
  ...skeletonMistakes,
  ...componentMistakes,
  ...syntaxMistakes,
  ...compositionMistakes,
  ...referenceMistakes,
};
const cases = Object.entries(tables)
  .filter(([, { overrides, set, unset }]) => !overrides && !set && !unset)
  .map(([name, broken]) => ({ name, ...read(broken) }))
  .filter(({ mistakes }) => mistakes.length > 0);

describe('where check finds a mistake, an editor underlines the line:', () => {
  test.concurrent.each(cases)('$name', async ({ name, texts, mistakes }) => {
    const lines = new Map<string, readonly number[]>();
    for (const [file, text] of Object.entries(texts)) lines.set(file, await underlined(text));
    const missed = mistakes.filter(({ file, line }) => !lines.get(file)!.includes(line));
    expect(missed.length > 0, JSON.stringify({ missed, lines: [...lines] })).toBe(name in unseen);
    const named = (file: string) =>
      mistakes.filter((mistake) => mistake.file === file).map(({ line }) => line);
    const more = [...lines].flatMap(([file, shown]) => shown.filter((line) => !named(file).includes(line)));
    expect(more.length > 0, JSON.stringify([...lines])).toBe(name in besides);
  });
});

test('every exception is one of a mistake that there is', () => {
  const names = cases.map(({ name }) => name);
  for (const name of [...Object.keys(unseen), ...Object.keys(besides)]) expect(names).toContain(name);
});
