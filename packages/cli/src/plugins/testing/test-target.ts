import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../../errors/usage-error.js';
import { pluginExtensions } from '../locate.js';

/** What `ganx plugins test PATH` is to test. */
export interface TestTarget {
  /** The module that exports the plugin, absolute. */
  readonly entry: string;
  /** The folder whose own tests are run too; left out for a single file. */
  readonly folder?: string;
  /** Whether those tests run the contract suite themselves, with the deviations that the author declares. */
  readonly hasContract: boolean;
}

const likely = ['src/index.ts', 'index.ts', 'src/index.mts', 'index.mjs', 'index.js', 'dist/index.js'];

/** Finds what to test: a file, or a folder whose package.json says `ganx.plugin`, or that has an index in a usual place. */
export function findTestTarget(path: string): TestTarget {
  const at = resolve(path);
  const facts = existsSync(at) ? statSync(at) : undefined;
  if (!facts) throw new UsageError('GANX_CLI_ARGUMENT', `There is no file or folder ${at}.`);
  if (facts.isFile()) return { entry: at, hasContract: false };
  const said = entryIn(join(at, 'package.json'));
  const entry = [...(said === undefined ? [] : [said]), ...likely]
    .map((file) => join(at, file))
    .find((file) => existsSync(file));
  if (entry === undefined) {
    const message = `${at} has no plugin that can be found. Name its file, or say "ganx": { "plugin": "./src/index.ts" } in package.json.`;
    throw new UsageError('GANX_CLI_ARGUMENT', message);
  }
  return {
    entry,
    folder: at,
    hasContract: [...testFiles(at)].some((file) => readFileSync(file, 'utf8').includes('describePlugin(')),
  };
}

function entryIn(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const { ganx } = JSON.parse(readFileSync(file, 'utf8')) as { ganx?: { plugin?: unknown } };
  return typeof ganx?.plugin === 'string' ? ganx.plugin : undefined;
}

function* testFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* testFiles(path);
    else if (
      /\.(test|spec)\.[cm]?[jt]s$/.test(entry.name) &&
      pluginExtensions.some((ending) => path.endsWith(ending))
    )
      yield path;
  }
}

/** The folder that imports of the target are looked up from. */
export const homeOf = ({ entry, folder }: TestTarget): string => folder ?? dirname(entry);
