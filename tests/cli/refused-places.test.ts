import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ganx, temporaryFolder } from './ganx.js';

/** Trains nothing: what is asked for is refused, or read, at once. */
test('schema --out writes over nothing that is there, unless it is told to', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'mine.json');
  writeFileSync(file, 'mine');
  const refused = await ganx(['schema', '--out', file]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('GANX_CLI_EXISTS');
  expect(readFileSync(file, 'utf8')).toBe('mine');
  expect((await ganx(['schema', '--out', file, '--force'])).code).toBe(0);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('properties');
}, 60_000);

test('runs verify names the damaged file, ends with 4, and says the same as JSON', async () => {
  const folder = temporaryFolder();
  const run = join(folder, 'tiny/20260102-030405-abcdef');
  for (const name of ['source', 'checkpoints']) mkdirSync(join(run, name), { recursive: true });
  writeFileSync(join(run, 'manifest.json'), '{"format":"ganx-run/1"}');
  const { code, json, stdout } = await ganx(['runs', 'verify', folder, '--json']);
  expect(code, stdout).toBe(4);
  expect(json).toMatchObject({ folder, damaged: 1, runs: [{ folder: run }] });
  const files = json.runs[0].damages.map(({ file }: { file: string }) => file);
  expect(files).toContain('manifest.json');
  const empty = await ganx(['runs', 'verify', temporaryFolder()]);
  expect(empty.code).toBe(0);
  expect(empty.stdout).toContain('nothing to look at');
}, 60_000);
