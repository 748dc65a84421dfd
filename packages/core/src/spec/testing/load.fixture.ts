import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { type LoadedSpec, type LoadOptions, loadExperiment, type ValidSpec } from '../load.js';
import { renderProblems } from '../render.js';
import { fixtureRegistry } from './plugin.fixture.js';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

export type Files = Readonly<Record<string, string>>;

/** Writes files into a new folder and gives the path of the first. */
export function write(files: Files): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ganx-spec-')));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return join(folder, Object.keys(files)[0]!);
}

/** The least that a spec must say, without what the given lines say themselves. */
export function least(lines = ''): string {
  const parts = {
    data: 'digits',
    generator: 'mlp',
    discriminator: 'mlp',
    stop: '{ type: iterations, max: 10 }',
  };
  const missing = Object.entries(parts).filter(([key]) => !new RegExp(`^${key}:`, 'm').test(lines));
  return `${lines}${lines === '' || lines.endsWith('\n') ? '' : '\n'}${missing.map(([key, value]) => `${key}: ${value}\n`).join('')}`;
}

const toFiles = (spec: string | Files): Files => (typeof spec === 'string' ? { 'my-run.yaml': spec } : spec);

export function tryLoad(spec: string | Files, options: Partial<LoadOptions> = {}): Promise<LoadedSpec> {
  return loadExperiment({ file: write(toFiles(spec)), registry: fixtureRegistry, ...options });
}

/** Loads a spec that must be valid. */
export async function load(spec: string | Files, options: Partial<LoadOptions> = {}): Promise<ValidSpec> {
  const loaded = await tryLoad(spec, options);
  if (!loaded.valid) throw new Error(renderProblems(loaded.problems, loaded.sources, { color: false }));
  return loaded;
}
