import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a declaration file exports, by name: `type` where only types know it. */
function exportsOf(file: string): Map<string, 'type' | 'value'> {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  const found = new Map<string, 'type' | 'value'>();
  for (const [, from] of text.matchAll(/^export \* from '([^']+)';/gm)) {
    if (from!.startsWith('.'))
      for (const [name, what] of exportsOf(declarationAt(file, from!))) found.set(name, what);
  }
  for (const [, typeOnly, names, from] of text.matchAll(
    /^export (type )?\{([^}]*)\}(?: from '([^']+)')?;/gm,
  )) {
    const there = from?.startsWith('.') ? exportsOf(declarationAt(file, from)) : undefined;
    for (const entry of names!
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean)) {
      const [, type, name, , as] = /^(type )?(\w+)( as (\w+))?$/.exec(entry)!;
      const isType = typeOnly || type || there?.get(name!) === 'type';
      found.set(as ?? name!, isType ? 'type' : 'value');
    }
  }
  const declared =
    /^export (?:declare )?(?:abstract )?(interface|type|const|let|function|class|enum|abstract class) (\w+)/gm;
  for (const [, what, name] of text.matchAll(declared)) {
    const isType = what === 'interface' || what === 'type';
    if (!found.has(name!) || !isType) found.set(name!, isType ? 'type' : 'value');
  }
  return found;
}

const declarationAt = (file: string, from: string): string =>
  resolve(dirname(file), from).replace(/\.js$/, '.d.ts');

interface Entry {
  readonly name: string;
  readonly module: string;
  readonly declaration: string;
}

/** Every door of every package: `@ganx/core/plugin`. */
function entries(): readonly Entry[] {
  return readdirSync(join(root, 'packages')).flatMap((folder) => {
    const at = join(root, 'packages', folder);
    const { name, exports } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8')) as {
      name: string;
      exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
    };
    return Object.entries(exports).flatMap(([path, door]) =>
      typeof door === 'string'
        ? []
        : [{ name: name + path.slice(1), module: join(at, door.default), declaration: join(at, door.types) }],
    );
  });
}

test('what the packages export is what exports.txt says, and nothing more', async () => {
  const lines = entries().flatMap(({ name, declaration }) =>
    [...exportsOf(declaration)].map(([exported, what]) => `${name} ${what} ${exported}`),
  );
  // A name that goes or changes its kind breaks somebody's import: say it in CHANGELOG.md, then
  // `npx vitest run tests/reference/exports.test.ts --update`.
  await expect(`${lines.sort().join('\n')}\n`).toMatchFileSnapshot('exports.txt');
});

test('the names that declarations call values are those that the modules have', async () => {
  for (const { name, module, declaration } of entries()) {
    const values = [...exportsOf(declaration)]
      .filter(([, what]) => what === 'value')
      .map(([exported]) => exported);
    expect(Object.keys(await import(module)).sort(), name).toEqual(values.sort());
  }
});
