import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { PluginError, PluginListError } from '@ganx/core';
import { openExperiment } from '@ganx/core/experiment';
import { Registry } from '@ganx/core/plugin';
import {
  checkSemantics,
  type ListedPlugin,
  loadExperiment,
  renderProblems,
  type SpecProblem,
  specCodes,
} from '@ganx/core/spec';
import { builtins } from '@ganx/plugins';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Broken, type Table, unmark } from './broken.js';
import { componentMistakes } from './components.js';
import { compositionMistakes } from './composition.js';
import { nameOptionMistakes } from './named-layers.js';
import { optimizerMistakes } from './optimizers.js';
import { overrideMistakes } from './overrides.js';
import { referenceMistakes } from './references.js';
import { semanticMistakes } from './semantics.js';
import { skeletonMistakes } from './skeleton.js';
import { syntaxMistakes } from './syntax.js';

const tables: Readonly<Record<string, Table>> = {
  'the frame of an experiment': skeletonMistakes,
  components: componentMistakes,
  'files and YAML': syntaxMistakes,
  'files that extend each other': compositionMistakes,
  'the command line': overrideMistakes,
  references: referenceMistakes,
  'how parts fit together': semanticMistakes,
  'optimizers of optimizers': optimizerMistakes,
  'the names of layers': nameOptionMistakes,
};

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ganx-broken-')));
});
afterAll(() => rmSync(folder, { recursive: true }));

const registry = ([first]: readonly ListedPlugin[]): Registry => {
  if (first?.reference === './missing.ts') {
    const error = new PluginError('GANX_PLUGIN_NOT_FOUND', `There is no plugin ${first.reference}.`);
    throw new PluginListError([{ reference: first.reference, error }]);
  }
  return Registry.of(builtins);
};

async function problemsOf(
  broken: Broken,
): Promise<{ problems: readonly SpecProblem[]; places: string[]; rendered: string }> {
  const places: string[] = [];
  const directory = mkdtempSync(join(folder, 'spec-'));
  const files = typeof broken.spec === 'string' ? { 'spec.yaml': broken.spec } : broken.spec;
  for (const [name, content] of Object.entries(files)) {
    const made = typeof content === 'string' ? unmark(name, content) : { text: content(), places: [] };
    places.push(...made.places);
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    const bytes = made.text.startsWith('latin1:') ? Buffer.from(made.text.slice(7), 'latin1') : made.text;
    writeFileSync(join(directory, name), bytes);
  }
  let line = 0;
  const unmarkArguments = (texts: readonly string[] = []): string[] =>
    texts.map((argument) => {
      line += 1;
      const made = unmark('command line', argument);
      places.push(...made.places.map((place) => place.replace(':1:', `:${line}:`)));
      return made.text;
    });
  const loaded = await loadExperiment({
    file: join(directory, Object.keys(files)[0]!),
    overrides: unmarkArguments(broken.overrides),
    set: unmarkArguments(broken.set),
    unset: unmarkArguments(broken.unset),
    env: broken.env ?? {},
    registry,
  });
  const problems = !loaded.valid
    ? loaded.problems
    : broken.info
      ? checkSemantics(loaded, await openExperiment({ ...loaded, info: broken.info }))
      : [];
  return {
    problems,
    places,
    rendered: renderProblems(problems, loaded.sources, { color: false, directory }),
  };
}

const seen = new Set<string>();

for (const [about, table] of Object.entries(tables)) {
  describe(`mistakes in ${about}`, () => {
    for (const [name, broken] of Object.entries(table)) {
      test(`${name}: ${broken.problems.length === 1 ? 'one problem' : `${broken.problems.length} problems`}`, async () => {
        const { problems, places, rendered } = await problemsOf(broken);
        let marks = 0;
        const expected = broken.problems.map(({ code, path, says, suggests, at }) => ({
          code,
          at: at ?? places[marks++],
          path: path === '*' ? expect.any(String) : path,
          message: expect.stringContaining(says),
          ...(suggests ? { suggestions: suggests } : {}),
        }));
        const found = problems.map(({ file, line, column, ...rest }, i) => ({
          code: rest.code,
          at: `${basename(file)}:${line}:${column}`,
          path: rest.path,
          message: rest.message,
          ...(broken.problems[i]?.suggests ? { suggestions: rest.suggestions } : {}),
        }));
        expect(found).toEqual(expected);
        for (const problem of problems) {
          seen.add(problem.code);
          expect(rendered).toContain(problem.code);
        }
      });
    }
  });
}

/** Found when the networks are built, after the spec itself is accepted; tested beside what builds them. */
const foundWhileBuilding = [
  'GANX_SPEC_SHAPE',
  'GANX_SPEC_LABELS_UNUSED',
  'GANX_SPEC_LAYER_NAME',
  'GANX_SPEC_WEIGHTS',
];

test('every code of a spec but those of built networks is in the tables', () => {
  const shown = new Set(
    Object.values(tables)
      .flatMap((table) => Object.values(table))
      .flatMap(({ problems }) => problems.map(({ code }) => code)),
  );
  const missing = Object.keys(specCodes).filter(
    // The codes of sweeps have tables of their own, in tests/sweeps.
    (code) =>
      !shown.has(code as never) && !foundWhileBuilding.includes(code) && !code.startsWith('GANX_SWEEP_'),
  );
  expect(missing).toEqual([]);
});
