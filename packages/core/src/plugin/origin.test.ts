import { expect, test } from 'vitest';
import { comparePlugins, type PluginOrigin, type PluginRecord, recordPlugin } from './origin.js';

const file = (path: string, letter: string) => ({ path, sha256: letter.repeat(64) });
const origin: PluginOrigin = {
  reference: './mine.ts',
  from: 'file',
  entry: '/project/mine.ts',
  sha256: 'a'.repeat(64),
  files: [file('mine.ts', 'b'), file('slope.ts', 'c')],
};
const meta = { name: 'mine', version: '1.0.0', namespace: 'acme', ganxApi: '^0.1.0' };
const record = recordPlugin({ ...meta, origin });
const fromPackage: PluginOrigin = { ...origin, reference: 'ganx-plugin-x', from: 'package' };

test('the built-in plugin is recorded by its version alone', () => {
  const builtIn = { name: '@ganx/plugins', version: '0.1.0', ganxApi: '^0.1.0' };
  expect(recordPlugin(builtIn)).toEqual({ name: '@ganx/plugins', version: '0.1.0', from: 'built-in' });
});

test('a local plugin is recorded with the hash of each file, a package with the sum', () => {
  expect(record).toEqual({
    name: 'mine',
    version: '1.0.0',
    namespace: 'acme',
    from: 'file',
    reference: './mine.ts',
    sha256: 'a'.repeat(64),
    files: origin.files,
  });
  expect(recordPlugin({ ...meta, origin: fromPackage })).not.toHaveProperty('files');
});

test('the same plugins give no change', () => {
  expect(
    comparePlugins([{ name: 'built-in', version: '1.0.0', from: 'built-in' }, record], [origin]),
  ).toEqual([]);
});

test('a changed local plugin names the files that differ, are new and are gone', () => {
  const now = { ...origin, sha256: 'd'.repeat(64), files: [file('mine.ts', 'e'), file('margin.ts', 'f')] };
  expect(comparePlugins([record], [now])).toEqual([
    {
      reference: './mine.ts',
      what: 'changed',
      message:
        'The plugin "./mine.ts" changed since: its files had the sum aaaaaaaaaaaa and now have dddddddddddd (mine.ts differs, margin.ts is new, slope.ts is gone). It was read from /project/mine.ts.',
    },
  ]);
});

test('a changed package names the version that was recorded', () => {
  const before = recordPlugin({ ...meta, origin: fromPackage });
  const [change] = comparePlugins([before], [{ ...fromPackage, sha256: 'd'.repeat(64) }]);
  expect(change?.message).toBe(
    'The plugin "ganx-plugin-x" changed since: its files had the sum aaaaaaaaaaaa and now have dddddddddddd; it was mine 1.0.0. It was read from /project/mine.ts.',
  );
});

test('a plugin that was not recorded is added, one that is not listed any more is removed', () => {
  const unlisted: PluginRecord = { ...record, reference: './old.ts' };
  expect(comparePlugins([unlisted], [origin]).map(({ reference, what }) => [reference, what])).toEqual([
    ['./mine.ts', 'added'],
    ['./old.ts', 'removed'],
  ]);
});

test('a record without a hash counts as changed', () => {
  const { sha256: _, ...bare } = record;
  expect(comparePlugins([bare], [origin])[0]?.what).toBe('changed');
});
