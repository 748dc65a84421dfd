import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const root = fileURLToPath(new URL('../..', import.meta.url));
/** Where the user's own settings are while tests run. */
export const settings = join(tmpdir(), 'ganx-tests-settings');
const binary = join(root, 'packages/cli/bin/run.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The last line of stdout, parsed. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it at any depth.
  readonly json: any;
}

export interface Options {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Called with all of stderr so far, each time that it grows; for signals. */
  readonly onOutput?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs the built binary to its end. */
export function ganx(
  args: readonly string[],
  { cwd = root, env = {}, onOutput }: Options = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [binary, ...args], {
      cwd,
      env: { ...process.env, XDG_CONFIG_HOME: settings, NO_COLOR: '1', CI: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    const tell = () => onOutput?.(stdout + stderr, (signal) => child.kill(signal));
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      tell();
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
      tell();
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const lines = stdout.trimEnd().split('\n');
      let json: unknown;
      try {
        json = JSON.parse(lines.at(-1) ?? '');
      } catch {
        json = undefined;
      }
      resolve({ code, stdout, stderr, json });
    });
  });
}

/** A folder that is gone when the test is over, or when `keep` calls the end that it is given. */
export function temporaryFolder(keep: (end: () => void) => void = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'ganx-cli-'));
  keep(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function writeSpec(folder: string, text: string, name = 'spec.yaml'): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** A GAN that trains in milliseconds. `more` is appended as it is. */
export function tinySpec(more = 'stop: { type: iterations, max: 4 }\n'): string {
  return `name: tiny
seed: 3
runtime: { threads: 1 }
data: { type: gaussian-ring, batchSize: 16 }
latent: { type: normal, size: 2 }
generator:
  layers: [{ type: dense, units: 8 }, relu, { type: dense, units: 2 }]
discriminator:
  layers: [{ type: dense, units: 8 }, relu, { type: dense, units: 1 }]
loss: non-saturating
optimizers:
  generator: { type: adam, learningRate: 1e-3 }
  discriminator: { type: adam, learningRate: 1e-3 }
${more}`;
}
