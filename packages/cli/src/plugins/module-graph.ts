import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { init, parse } from 'es-module-lexer';
import { transpile } from './transpile.js';

/** A file of a plugin, as bytes and as what will run. */
export interface PluginModule {
  readonly file: string;
  readonly source: Uint8Array;
  /** JavaScript for modules; nothing for files that are read, not run. */
  readonly code?: string;
  /** Where each relative import leads, by what is written. */
  readonly links: Readonly<Record<string, string>>;
}

export interface ModuleGraph {
  readonly modules: readonly PluginModule[];
  /** Whether any code has a source map that stack traces must be read through. */
  readonly mapped: boolean;
}

/** A relative import of a plugin that leads nowhere. Positions count from 1. */
export class MissingImport extends Error {
  override readonly name = 'MissingImport';
  constructor(
    readonly file: string,
    readonly line: number,
    readonly column: number,
    message: string,
  ) {
    super(message);
  }
}

const modules = new Set(['.ts', '.mts', '.js', '.mjs']);

/**
 * Reads an ES module and everything that it imports by a relative path, files named by `new URL('./x', import.meta.url)`
 * included, and takes the types out. Nothing is run. What is later imported is what was read here, so the hash of these files
 * is the hash of the code that runs.
 */
export async function readModules(entry: string): Promise<ModuleGraph> {
  await init;
  const done = new Map<string, PluginModule>();
  const open = [entry];
  let mapped = false;
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (done.has(file)) continue;
    const source = readFileSync(file);
    if (!modules.has(extname(file))) {
      done.set(file, { file, source, links: {} });
      continue;
    }
    const text = source.toString('utf8');
    const made = isTypeScript(file) ? await transpile(file, text) : { code: text, mapped: false };
    const links = linksOf(file, made.code);
    mapped ||= made.mapped;
    done.set(file, { file, source, code: made.code, links });
    open.push(...Object.values(links), ...assetsOf(file, made.code));
  }
  return { modules: [...done.values()].sort((a, b) => (a.file < b.file ? -1 : 1)), mapped };
}

export const isTypeScript = (file: string): boolean => /\.m?ts$/.test(file);

function linksOf(file: string, code: string): Record<string, string> {
  const links: Record<string, string> = {};
  for (const { n: specifier, s: start } of importsOf(code)) {
    if (specifier === undefined || !/^(\.{1,2}\/|\/|file:)/.test(specifier)) continue;
    links[specifier] = follow(file, specifier, code, start);
  }
  return links;
}

/** Code that cannot be parsed has no imports here; importing it says what is wrong better than the lexer can. */
function importsOf(code: string): ReturnType<typeof parse>[0] {
  try {
    return parse(code)[0];
  } catch {
    return [];
  }
}

function follow(file: string, specifier: string, code: string, start: number): string {
  const target = specifier.startsWith('file:') ? fileURLToPath(specifier) : resolve(dirname(file), specifier);
  const found = [target, ...sourcesOf(target)].find(
    (candidate) => existsSync(candidate) && extname(candidate) !== '',
  );
  if (found) return realpathSync(found);
  const before = code.slice(0, start).split('\n');
  const near = ['.ts', '.mts', '.js', '.mjs', '/index.ts', '/index.js'].find((ending) =>
    existsSync(target + ending),
  );
  const mend = near ? ` Write "${specifier}${near}".` : '';
  throw new MissingImport(
    file,
    before.length,
    before.at(-1)!.length + 1,
    `it imports "${specifier}", which is not there.${mend}`,
  );
}

/** `./x.js` may be written for a file that is x.ts, as TypeScript has it. */
function sourcesOf(target: string): string[] {
  const ending = extname(target);
  const stem = join(dirname(target), basename(target, ending));
  return ending === '.js' ? [`${stem}.ts`] : ending === '.mjs' ? [`${stem}.mts`] : [];
}

function assetsOf(file: string, code: string): string[] {
  const named = code.matchAll(/new URL\(\s*['"](\.{1,2}\/[^'"]+)['"]\s*,\s*import\.meta\.url\s*\)/g);
  return [...named]
    .map(([, path]) => fileURLToPath(new URL(path!, pathToFileURL(file))))
    .filter((path) => existsSync(path) && extname(path) !== '')
    .map((path) => realpathSync(path));
}
