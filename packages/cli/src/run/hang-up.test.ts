import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hangUpIsIgnored } from './hang-up.js';

interface Traces {
  readonly env?: NodeJS.ProcessEnv;
  /** Signals that the parent ignores, as Linux tells it. */
  readonly mask?: string;
  /** What descriptors are. */
  readonly links?: Readonly<Record<number, string>>;
  readonly stdinFlags?: string;
}

/** Asks of a process that left these traces. */
function ignored({
  env = {},
  mask = '0000000000001000',
  links = {},
  stdinFlags = '0100000',
}: Traces): boolean {
  const processes = mkdtempSync(join(tmpdir(), 'ganx-processes-'));
  onTestFinished(() => rmSync(processes, { recursive: true }));
  for (const folder of ['7', 'self/fd', 'self/fdinfo'])
    mkdirSync(join(processes, folder), { recursive: true });
  writeFileSync(join(processes, '7/status'), `Name:\tsh\nSigIgn:\t${mask}\nSigCgt:\t0000000000000000\n`);
  for (const [descriptor, target] of Object.entries(links))
    symlinkSync(target, join(processes, 'self/fd', descriptor));
  writeFileSync(join(processes, 'self/fdinfo/0'), `pos:\t0\nflags:\t${stdinFlags}\n`);
  return hangUpIsIgnored({ env, parent: 7, processes });
}

describe('hangUpIsIgnored', () => {
  it.each<[string, Traces, boolean]>([
    ['nothing that says so', {}, false],
    ['a shell that started nohup', { env: { _: '/usr/bin/nohup' } }, true],
    ['a shell that started something else', { env: { _: '/usr/bin/node' } }, false],
    ['a parent that ignores hang-ups', { mask: '0000000000001001' }, true],
    ['a parent that ignores other signals', { mask: '0000000001001006' }, false],
    ['output to nohup.out', { links: { 1: '/home/a/nohup.out' } }, true],
    ['errors to nohup.out', { links: { 1: '/dev/pts/0', 2: '/home/a/nohup.out' } }, true],
    ['an unreadable /dev/null as stdin', { links: { 0: '/dev/null' }, stdinFlags: '0100001' }, true],
    ['a readable /dev/null as stdin', { links: { 0: '/dev/null' }, stdinFlags: '0100000' }, false],
  ])('of %s', (_what, traces, expected) => expect(ignored(traces)).toBe(expected));

  it('is false where the system does not describe its processes', () =>
    expect(hangUpIsIgnored({ env: {}, processes: '/nothing/here' })).toBe(false));
});
