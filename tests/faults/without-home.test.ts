import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ganx, root, temporaryFolder, tinySpec, writeSpec } from '../cli/ganx.js';

/** A folder that nobody can make anything in, root neither. */
const unwritable = '/dev/null/home';

describe('a user', () => {
  it('who has no home, as a number without an account, can use ganx', () => {
    const folder = temporaryFolder();
    const noHome = join(folder, 'no-home.cjs');
    // What Node does where the system knows no such user.
    writeFileSync(
      noHome,
      `const { env } = process;
require('node:os').homedir = () => {
  if (env.HOME === undefined) throw new Error('uv_os_homedir returned ENOENT');
  return env.HOME;
};
`,
    );
    const spec = writeSpec(folder, tinySpec('stop: { any: [{ type: iterations, max: 4 }, non-finite] }\n'));
    const binary = join(root, 'packages/cli/bin/run.js');
    const { HOME: _home, ...env } = process.env;
    const ended = spawnSync(process.execPath, ['--require', noHome, binary, 'check', spec], {
      encoding: 'utf8',
      env,
    });
    expect({ status: ended.status, stderr: ended.stderr }).toEqual({ status: 0, stderr: '' });
  });

  // The driver, the killed trial and the one that goes on are three processes, each loading a tensor library.
  it('whose home cannot be written has killed trials with plugins taken up again', async () => {
    const folder = temporaryFolder();
    const plugin = `import { defineCallback, definePlugin } from '@ganx/core/plugin';
const killsOnce = defineCallback({
  type: 'kills-once', description: 'Ends its process once.', examples: [{ type: 'kills-once' }],
  create: () => ({ tick: ({ counters }) => {
    if (process.argv.includes('must')) return;
    if (counters.iteration === 3) process.kill(process.pid, 'SIGKILL');
  } }),
});
const meta = { name: 'ganx-plugin-kill', version: '1.0.0', namespace: 'kill', ganxApi: '^0.1.0' };
export default definePlugin({ meta, components: [killsOnce] });
`;
    writeFileSync(join(folder, 'kill.mjs'), plugin);
    const more =
      'stop: { type: iterations, max: 4 }\ncheckpoint: { every: 1 }\nplugins: [./kill.mjs]\ncallbacks: [{ type: kill/kills-once, every: 1 }]\n';
    writeSpec(folder, tinySpec(more));
    const sweep = 'experiment: spec.yaml\nmethod: grid\nparameters: { seed: { value: 1 } }\n';
    const file = writeSpec(folder, sweep, 'sweep.yaml');
    const ended = await ganx(['sweep', 'start', file, '--sweeps-dir', folder], {
      env: { HOME: unwritable, XDG_CONFIG_HOME: '' },
    });
    expect(ended.stdout).toContain('trial 0 starts (attempt 2, from its checkpoint)');
    expect(ended.stdout).toContain('1 COMPLETE');
    expect(ended.code).toBe(0);
    // One run, which went on, and not a second one.
    expect(readdirSync(join(folder, 'sweep/trials/0000/tiny'))).toHaveLength(1);
    expect(readFileSync(join(folder, 'sweep/journal.jsonl'), 'utf8')).toContain('"state":"COMPLETE"');
  });
});
