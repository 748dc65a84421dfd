import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, settings, temporaryFolder, tinySpec, writeSpec } from '../cli/ganx.js';

const binary = join(root, 'packages/cli/bin/run.js');

interface Streams {
  /** `closed`: its reader goes away after the first words, as `head`, a closed pager and a `tee` that dies do. */
  readonly stdout: 'closed' | 'full' | 'read';
  readonly stderr?: 'closed' | 'full' | 'read';
}

/** Runs ganx with streams that cannot be written. */
async function run(args: readonly string[], { stdout, stderr = 'read' }: Streams) {
  // The device on which nothing has room.
  const full = openSync('/dev/full', 'w');
  const end = (kind: Streams['stdout']) => (kind === 'full' ? full : 'pipe');
  const child = spawn(process.execPath, [binary, ...args], {
    env: { ...process.env, XDG_CONFIG_HOME: settings, NO_COLOR: '1' },
    stdio: ['ignore', end(stdout), end(stderr)],
  });
  closeSync(full);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    const kind = name === 'stdout' ? stdout : stderr;
    child[name]?.on('data', (chunk) => {
      said[name] += chunk;
      if (kind === 'closed') child[name]?.destroy();
    });
  }
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, ...said };
}

const statusIn = (runs: string): unknown => {
  const [name] = readdirSync(join(runs, 'tiny'));
  const file = join(runs, 'tiny', name!, 'result.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).status : 'no result';
};

// A second of training is left when the first line has been read.
const spec = (folder: string) => writeSpec(folder, tinySpec('stop: { type: iterations, max: 300 }\n'));

describe.skipIf(!existsSync('/dev/full'))('output that cannot be written', () => {
  it.each<[string, Streams]>([
    ['whose reader has gone', { stdout: 'closed' }],
    ['of both streams, whose readers have gone', { stdout: 'closed', stderr: 'closed' }],
    ['to a full disk', { stdout: 'full' }],
    ['of both streams to a full disk', { stdout: 'full', stderr: 'full' }],
  ])('%s lets a run go on to its end', async (_how, streams) => {
    const folder = temporaryFolder();
    const runs = join(folder, 'runs');
    const ended = await run(['run', spec(folder), '--runs-dir', runs], streams);
    expect({ code: ended.code, status: statusIn(runs) }).toEqual({ code: 0, status: 'finished' });
    if (streams.stderr === undefined)
      expect(ended.stderr).toMatch(/cannot be written any more \((EPIPE|ENOSPC)\); the run goes on/);
  });

  it('does not hide how a run ended', async () => {
    const folder = temporaryFolder();
    const file = writeSpec(folder, tinySpec('nonsense: 1\n'));
    expect(await run(['run', file], { stdout: 'full', stderr: 'full' })).toMatchObject({ code: 2 });
  });

  it('lets a sweep go on to its end', async () => {
    const folder = temporaryFolder();
    writeSpec(folder, tinySpec());
    const sweep = join(folder, 'sweep.yaml');
    writeSpec(
      folder,
      'experiment: spec.yaml\nmethod: grid\nparameters: { seed: { values: [1, 2] } }\n',
      'sweep.yaml',
    );
    const ended = await run(['sweep', 'start', sweep, '--sweeps-dir', folder], { stdout: 'closed' });
    expect(ended.stderr).toContain('cannot be written any more (EPIPE); the sweep goes on');
    expect(ended.code).toBe(0);
    const journal = readFileSync(join(folder, 'sweep', 'journal.jsonl'), 'utf8')
      .trim()
      .split('\n');
    expect(JSON.parse(journal.at(-1)!)).toMatchObject({ type: 'close', complete: true });
  });

  it('is the failure of a command that only answers', async () => {
    const answer = await run(['plugins', 'ls'], { stdout: 'full' });
    expect(answer.code).toBe(4);
    expect(answer.stderr).toContain('GANX_CLI_OUTPUT What this command says could not be written to stdout');
    expect((await run(['plugins', 'ls', '--json'], { stdout: 'full' })).code).toBe(4);
  });

  it('to a reader that has read enough is no failure', async () => {
    expect(await run(['schema'], { stdout: 'closed' })).toMatchObject({ code: 0, stderr: '' });
  });
});
