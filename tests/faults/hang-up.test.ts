import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, settings, temporaryFolder, tinySpec, writeSpec } from '../cli/ganx.js';

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
