import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listRuns } from '@ganx/core/run';
import { describe, expect, it } from 'vitest';
import { ganx, root, settings, temporaryFolder, tinySpec, writeSpec } from '../cli/ganx.js';

const binary = join(root, 'packages/cli/bin/run.js');
const hasShell = spawnSync('bash', ['-c', 'command -v nohup']).status === 0;

describe.skipIf(!hasShell)('a terminal that hangs up', () => {
  // A shell starts ganx in the background, says its number and ends as it does.
  it.each([
    ['ends a run with a checkpoint', '"$@"', 130],
    ['does not end a run under nohup', 'nohup "$@"', 0],
    ['does not end a run of a script that ignores it', '"$@"', 0],
  ])('%s', async (name, command, expected) => {
    const folder = temporaryFolder();
    const spec = writeSpec(folder, tinySpec('stop: { type: iterations, max: 300 }\n'));
    const trap = name.includes('script') ? "trap '' HUP; " : '';
    const script = `${trap}${command} < /dev/null & echo "number $!"; wait $!`;
    const shell = spawn(
      'bash',
      ['-c', script, 'bash', process.execPath, binary, 'run', spec, '--runs-dir', folder],
      {
        env: { ...process.env, XDG_CONFIG_HOME: settings, NO_COLOR: '1' },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let said = '';
    let sent = false;
    shell.stdout.on('data', (chunk) => {
      said += chunk;
      if (sent || !said.includes('checkpoint at 0')) return;
      sent = true;
      process.kill(Number(/number (\d+)/.exec(said)![1]), 'SIGHUP');
    });
    const code = await new Promise((resolve) => shell.on('close', resolve));
    expect({ sent, code }).toEqual({ sent: true, code: expected });
  });
});

const python = ['python3', 'python'].find((name) => spawnSync(name, ['-c', 'import pty']).status === 0);

// Node has no terminals to give away; Python has.
describe.skipIf(python === undefined)('a terminal that is closed', () => {
  it('ends a run with a checkpoint and its own exit code, and it goes on', async () => {
    const folder = temporaryFolder();
    const spec = writeSpec(folder, tinySpec('stop: { type: iterations, max: 1000000 }\n'));
    const closing = fileURLToPath(new URL('close-terminal.py', import.meta.url));
    const command = [process.execPath, binary, 'run', spec, '--runs-dir', folder];
    const ended = spawnSync(python!, [closing, '/1000000', ...command], {
      encoding: 'utf8',
      env: { ...process.env, XDG_CONFIG_HOME: settings, TERM: 'xterm' },
    });
    expect(ended.stdout.trim(), ended.stderr).toBe('130');
    const [run] = listRuns(folder);
    const result = JSON.parse(readFileSync(join(run!.folder, 'result.json'), 'utf8'));
    expect(result).toMatchObject({
      status: 'interrupted',
      verdict: { reason: 'SIGHUP asked the run to end' },
    });
    const { iteration } = result.counters;
    const rest = await ganx(['resume', run!.folder, `stop.max=${iteration + 5}`]);
    expect(rest.code, rest.stderr).toBe(0);
  });
});
