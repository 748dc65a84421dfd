import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** What tells that this process was started so that it outlives its terminal. A parameter for tests only. */
export interface Beginning {
  readonly env: NodeJS.ProcessEnv;
  readonly parent: number;
  /** Where the system describes its processes; there is none but on Linux. */
  readonly processes: string;
}

/**
 * Whether a hang-up was to be ignored when this process began, as `nohup` and `trap '' HUP` ask for. Node itself forgets
 * it: it sets every signal to its default before any script runs. So it is read from what it left elsewhere:
 *
 *   the parent ignores hang-ups (a script with `trap '' HUP`, anything below `nohup sh`): children inherit that;
 *   a shell wrote `_=/usr/bin/nohup` into the environment, the command that it started;
 *   stdin is the unreadable /dev/null, or output goes to `nohup.out`, which only nohup arranges.
 */
export function hangUpIsIgnored({
  env = process.env,
  parent = process.ppid,
  processes = '/proc',
}: Partial<Beginning> = {}): boolean {
  return (
    basename(env._ ?? '') === 'nohup' ||
    ignoresHangUp(`${processes}/${parent}/status`) ||
    [1, 2].some((stream) => basename(linkAt(`${processes}/self/fd/${stream}`)) === 'nohup.out') ||
    (linkAt(`${processes}/self/fd/0`) === '/dev/null' && isWriteOnly(`${processes}/self/fdinfo/0`))
  );
}

/** By the mask of a process, in which SIGHUP, number 1, is the lowest bit. */
function ignoresHangUp(status: string): boolean {
  const mask = /^SigIgn:\s*[0-9a-f]*([0-9a-f])$/m.exec(textAt(status))?.[1];
  return mask !== undefined && (Number.parseInt(mask, 16) & 1) === 1;
}

/** The lowest two bits of a descriptor's flags say how it may be used; 1 is for writing only. */
function isWriteOnly(info: string): boolean {
  const flags = /^flags:\s*([0-7]+)$/m.exec(textAt(info))?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & 3) === 1;
}

function textAt(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function linkAt(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
