import { spawn } from 'node:child_process';
import { PluginError } from '@ganx/core';

/**
 * Runs one of Slurm's programs and gives what it printed.
 *
 * Errors     PluginError GANX_SLURM_MISSING where Slurm is not installed, GANX_SLURM with its own words where it refuses.
 */
export function slurm(program: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'pipe' });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.once('error', (cause: NodeJS.ErrnoException) => {
      const missing = cause.code === 'ENOENT';
      const message = missing
        ? `The launcher "slurm" needs Slurm's client programs, and ${program} is not on the PATH. Start the sweep on a login node of the cluster, or use launcher: local.`
        : `${program} cannot be started: ${cause.message}`;
      reject(new PluginError(missing ? 'GANX_SLURM_MISSING' : 'GANX_SLURM', message, { cause }));
    });
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out).toString('utf8').trim());
      else {
        const said = Buffer.concat(err).toString('utf8').trim() || `it ended with ${code}`;
        reject(new PluginError('GANX_SLURM', `${program} refused: ${said}`));
      }
    });
    // A program that ends before it has read everything says why on stderr.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** Tasks of arrays that wait, run or are being put back, by `<array>_<index>`, with Slurm's word for their state. */
export async function listTasks(jobName?: string): Promise<Map<string, string>> {
  const name = jobName === undefined ? [] : ['--name', jobName];
  const text = await slurm('squeue', ['--me', '--noheader', '--array', ...name, '--format', '%F_%K %T']);
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.trim().split(/\s+/) as [string, string]),
  );
}
