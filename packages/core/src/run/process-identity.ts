import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process as another one can know it again. */
export interface ProcessIdentity {
  readonly pid: number;
  /** For a person. */
  readonly host: string;
  /** Processes with the same value see each other's numbers: this boot of this machine and, in a container, this container. */
  readonly machine: string;
  /** When the process began, in the system's own words; numbers of processes are used again, this is not. Absent where it cannot be told. */
  readonly began?: string;
}

let own: ProcessIdentity | undefined;

export function thisProcess(): ProcessIdentity {
  if (!own) {
    const host = hostname() || 'localhost';
    const began = beganOf(process.pid);
    own = { pid: process.pid, host, machine: machineOf(host), ...(began === undefined ? {} : { began }) };
  }
  return own;
}

/** Whether that very process is there; `unknown` if it belongs to a machine whose processes cannot be seen from here. */
export function isAlive(other: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  if (other.machine !== thisProcess().machine) return 'unknown';
  try {
    process.kill(other.pid, 0);
  } catch (error) {
    // Not allowed to signal it: it is there.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return 'dead';
  }
  const began = beganOf(other.pid);
  return began === undefined || other.began === undefined || began === other.began ? 'alive' : 'dead';
}

/** No part of it is a clock, so that setting the clock changes nothing. */
function machineOf(host: string): string {
  if (process.platform !== 'linux') return host;
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return host;
  }
}

function beganOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      // Field 22, in ticks since the machine started; the name in field 2 may hold spaces and brackets.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // A zombie holds a number and nothing else.
      return state === 'Z' ? 'over' : fields[18];
    }
    if (process.platform === 'win32') return undefined;
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}
