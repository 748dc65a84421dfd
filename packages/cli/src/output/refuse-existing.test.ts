import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { refuseExisting } from './refuse-existing.js';

test('what is there is refused with the flag that mends it; nothing, an empty folder and --force are not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ganx-existing-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const at = (name: string) => join(folder, name);
  writeFileSync(at('file'), '');
  symlinkSync(at('nowhere'), at('link'));
  mkdirSync(at('empty'));
  mkdirSync(at('full'));
  writeFileSync(at('full/file'), '');
  const ask = (name: string, force = false) => refuseExisting(at(name), { force, flag: '--out' });
  for (const name of ['file', 'link'])
    expect(() => ask(name)).toThrow(
      `${at(name)} is there already. Name another place with --out, or write over it with --force.`,
    );
  expect(() => ask('full')).toThrow(`${at('full')} is there and not empty.`);
  for (const name of ['absent', 'empty']) expect(() => ask(name)).not.toThrow();
  for (const name of ['file', 'full']) expect(() => ask(name, true)).not.toThrow();
});
