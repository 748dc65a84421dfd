import { spawnSync } from 'node:child_process';

export interface FoundChromium {
  readonly program: string;
  /** Why there is none. */
  readonly missing?: string;
}

/** Debian's Chromium, or the one that GANX_CHROMIUM names. Where there is none, says so on stderr too. */
export function findChromium(): FoundChromium {
  const named = process.env.GANX_CHROMIUM || undefined;
  for (const program of named ? [named] : ['/usr/bin/chromium', '/usr/bin/chromium-browser']) {
    if (spawnSync(program, ['--version'], { timeout: 60_000 }).status === 0) return { program };
  }
  if (named) throw new Error(`GANX_CHROMIUM names ${named}, which does not run.`);
  const missing = 'no /usr/bin/chromium (apt-get install chromium); GANX_CHROMIUM may name one';
  process.stderr.write(`Checks in a real browser are skipped: ${missing}\n`);
  return { program: '', missing };
}
