import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('cluster.sh', import.meta.url));
const programs = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'squeue', 'scancel', 'scontrol'];

/** Why a cluster cannot be started here; undefined if it can. */
export const noSlurm: string | undefined = (() => {
  if (process.getuid?.() !== 0) return 'its daemons are started as root';
  const missing = programs.filter((program) => !isThere(program));
  return missing.length === 0 ? undefined : `${missing.join(', ')} not installed`;
})();

function isThere(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Starts a Slurm of this machine alone; its clients find it through SLURM_CONF of this process. */
export function startCluster(): { readonly stop: () => void } {
  // Not below a folder that only this user may enter: munge runs as a user of its own.
  const folder = mkdtempSync(join(tmpdir(), 'ganx-slurm-'));
  // Test files run beside each other, each with a cluster of its own.
  const port = String(20_000 + 2 * (process.pid % 5_000));
  process.env.SLURM_CONF = execFileSync('bash', [script, 'start', folder, port], { encoding: 'utf8' }).trim();
  return {
    stop() {
      execFileSync('bash', [script, 'stop', folder]);
      delete process.env.SLURM_CONF;
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}
