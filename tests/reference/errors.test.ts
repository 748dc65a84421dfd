import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/reference/errors.md'), 'utf8');
const onPage = [...page.matchAll(/^\| `(GANX_[A-Z0-9_]+)` \| (.+) \|$/gm)].map(([, code, meaning]) => ({
  code: code!,
  meaning: meaning!,
}));

/** Written like codes, but none. */
const others: Readonly<Record<string, string>> = {
  GANX_DOMAIN: 'the name of a constant',
  GANX_TENSORBOARD: 'an environment variable',
};

/** Every code in the sources, with a file that names it. Words that end in _ are only how some begin. */
function codesOf(about: (file: string) => boolean): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(join(root, 'packages'))) {
    const folder = join(root, 'packages', name, 'src');
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || /\.(test|test-d|fixture)\.ts$/.test(file) || !about(file)) continue;
      for (const [code] of readFileSync(join(folder, file), 'utf8').matchAll(/GANX_[A-Z0-9_]+/g))
        if (!code.endsWith('_') && !(code in others)) found.set(code, `packages/${name}/src/${file}`);
    }
  }
  return found;
}
const isTable = (file: string) => /(^|[\\/])codes\.ts$/.test(file);

test('every code in the sources is on the page of errors', () => {
  const known = new Set(onPage.map(({ code }) => code));
  const missing = [...codesOf(() => true)].filter(([code]) => !known.has(code));
  // Add it with its sentence to the package's codes.ts, and run `npm run generate`.
  expect(missing).toEqual([]);
});

test('every code on the page is given somewhere', () => {
  const given = codesOf((file) => !isTable(file));
  const dead = onPage.filter(({ code }) => !given.has(code) && !code.startsWith('GANX_CONTRACT_'));
  expect(dead).toEqual([]);
});

test('every code stands on the page once, with one sentence or more', () => {
  const codes = onPage.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.length).toBeGreaterThan(150);
  for (const { code, meaning } of onPage) expect(meaning, code).toMatch(/^[A-Z`@].{10,}[.]$/);
});
