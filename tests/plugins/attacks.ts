import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ganx } from '../cli/ganx.js';
import { project, softLoss, specWith, tracer } from './project.js';

/** A folder with a plugin that leaves `trace` behind when it runs. */
export function withTracer(files: Readonly<Record<string, string>> = {}) {
  const folder = project(files);
  const trace = join(folder, 'trace');
  project({ 'evil.mjs': tracer(trace) }, folder);
  return { folder, ran: () => existsSync(trace), at: (name: string) => join(folder, name) };
}

export const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

export const edit = (file: string, change: (text: string) => string) =>
  writeFileSync(file, change(readFileSync(file, 'utf8')));

/** A run of three iterations with a plugin, stopped before its end is reached by nothing but its budget. */
export async function runWithPlugin(folder: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const spec = specWith('[./mine.ts]', 'mine/soft').replace('max: 4', 'max: 2');
  project({ 'mine.ts': softLoss('mine'), 'spec.yaml': `${spec}checkpoint: { every: 1 }\n` }, folder);
  const { json, code } = await ganx(['run', 'spec.yaml', '--json'], { cwd: folder, env });
  expect(code).toBe(0);
  return join(folder, 'runs', json.run);
}

export const resume = (folder: string, run: string, ...more: string[]) =>
  ganx(['resume', run, 'stop.max=4', ...more, '--json'], { cwd: folder });
