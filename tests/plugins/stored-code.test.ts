import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ganx, temporaryFolder } from '../cli/ganx.js';
import { edit, resume, runWithPlugin, withTracer } from './attacks.js';
import { project, softLoss, specWith } from './project.js';

/** Ways in which what a run or a sweep stored, or what its plugin is made of, may be made to bring other code. */

const refusal = ({ code, json }: Awaited<ReturnType<typeof ganx>>) => [code, json.error?.code];

test('a stored spec that was made to extend a file, or to be a link to one, loads nothing of it', async () => {
  const { folder, ran, at } = withTracer({ 'elsewhere/base.yaml': specWith('[../evil.mjs]') });
  const run = await runWithPlugin(folder);
  const stored = readFileSync(join(run, 'spec.yaml'), 'utf8');
  writeFileSync(
    join(run, 'spec.yaml'),
    `extends: ${at('elsewhere/base.yaml')}\n${stored.replace(/^plugins:.*\n(?: .*\n)*/m, '')}`,
  );
  expect((await resume(folder, run)).code).not.toBe(0);
  rmSync(join(run, 'spec.yaml'));
  writeFileSync(at('other.yaml'), stored.replace('./mine.ts', './evil.mjs'));
  symlinkSync(at('other.yaml'), join(run, 'spec.yaml'));
  expect(refusal(await resume(folder, run))).toEqual([3, 'GANX_PLUGIN_UNTRUSTED']);
  expect(ran()).toBe(false);
}, 180_000);

test('a manifest that points to another folder with a plugin of the same name does not run that one', async () => {
  const { folder, ran, at } = withTracer();
  const run = await runWithPlugin(folder);
  mkdirSync(at('trap'));
  copyFileSync(at('evil.mjs'), at('trap/mine.ts'));
  edit(join(run, 'manifest.json'), (text) => {
    const manifest = JSON.parse(text);
    expect(manifest.directory).toBe(folder);
    return JSON.stringify({ ...manifest, directory: at('trap') });
  });
  const { code, json } = await resume(folder, run);
  expect([code, json.error.code]).toEqual([3, 'GANX_PLUGIN_CHANGED']);
  expect(json.error.message).toContain(at('trap/mine.ts'));
  expect(ran()).toBe(false);
}, 180_000);

test('a checkpoint that was tampered with is refused, and nothing that is put into it runs', async () => {
  const { folder, ran, at } = withTracer();
  const run = await runWithPlugin(folder);
  for (const name of readdirSync(join(run, 'checkpoints')).filter((one) => /^\d+$/.test(one))) {
    const checkpoint = join(run, 'checkpoints', name);
    copyFileSync(at('evil.mjs'), join(checkpoint, 'index.mjs'));
    edit(join(checkpoint, 'state.json'), (text) =>
      JSON.stringify({ ...JSON.parse(text), plugins: ['./evil.mjs'] }),
    );
  }
  const refused = await resume(folder, run);
  expect(refused.code).toBe(4);
  expect(refused.json.error.message).toContain('state.json');
  expect(ran()).toBe(false);
}, 180_000);

test('looking at a forged run, without training or sampling it, needs no consent and runs nothing', async () => {
  const { folder, ran } = withTracer();
  const run = await runWithPlugin(folder);
  edit(join(run, 'spec.yaml'), (text) => text.replace('./mine.ts', './evil.mjs'));
  edit(join(run, 'manifest.json'), (text) => text.replaceAll('./mine.ts', './evil.mjs'));
  for (const command of [
    ['runs', 'ls'],
    ['runs', 'show', run],
    ['compare', run],
  ])
    expect(await ganx(command, { cwd: folder })).toMatchObject({ code: 0 });
  expect(ran()).toBe(false);
}, 180_000);

test('a change in anything that a plugin is made of is noticed before any of it runs', async () => {
  const folder = project({
    'mine.ts': softLoss(
      'mine',
      "import { half } from './parts/half.js';\nimport facts from './facts.json' with { type: 'json' };\nif (half(2) !== facts.one) throw new Error('odd');",
    ),
    'parts/half.ts': "import { two } from './two.js';\nexport const half = (x: number): number => x / two;\n",
    'parts/two.ts': 'export const two = 2;\n',
    'facts.json': '{ "one": 1 }',
    'linked-1.ts': softLoss('linked'),
    'linked-2.ts': softLoss('linked', '// another file'),
    'node_modules/ganx-plugin-pack/package.json':
      '{ "name": "ganx-plugin-pack", "version": "1.0.0", "type": "module", "main": "./main.js" }',
    'node_modules/ganx-plugin-pack/main.js': softLoss('pack', "import './deep/other.js';"),
    'node_modules/ganx-plugin-pack/deep/other.js': 'export {};\n',
    'spec.yaml': `${specWith('[./mine.ts, ./linked.ts, ganx-plugin-pack]', 'mine/soft').replace('max: 4', 'max: 2')}checkpoint: { every: 1 }\n`,
  });
  symlinkSync('linked-1.ts', join(folder, 'linked.ts'));
  const begun = await ganx(['run', 'spec.yaml', '--json'], { cwd: folder });
  expect(begun.code, begun.stderr).toBe(0);
  const run = join(folder, 'runs', begun.json.run);
  const marker = "import { writeFileSync } from 'node:fs';\nwriteFileSync('changed-ran', '');\n";
  const says: Record<string, string> = {};
  for (const file of ['parts/two.ts', 'node_modules/ganx-plugin-pack/deep/other.js']) {
    const before = readFileSync(join(folder, file), 'utf8');
    writeFileSync(join(folder, file), marker + before);
    const refused = await resume(folder, run);
    expect([file, ...refusal(refused)]).toEqual([file, 3, 'GANX_PLUGIN_CHANGED']);
    says[file] = refused.json.error.message;
    writeFileSync(join(folder, file), before);
  }
  expect(says['parts/two.ts']).toContain('(parts/two.ts differs)');
  expect(says['node_modules/ganx-plugin-pack/deep/other.js']).toContain('"ganx-plugin-pack" changed since');
  writeFileSync(join(folder, 'facts.json'), '{ "one": 1.0 }');
  expect((await resume(folder, run)).json.error.message).toContain('(facts.json differs)');
  writeFileSync(join(folder, 'facts.json'), '{ "one": 1 }');
  rmSync(join(folder, 'linked.ts'));
  symlinkSync('linked-2.ts', join(folder, 'linked.ts'));
  expect((await resume(folder, run)).json.error.message).toContain('The plugin "./linked.ts" changed since');
  expect(existsSync(join(folder, 'changed-ran'))).toBe(false);
  rmSync(join(folder, 'linked.ts'));
  symlinkSync('linked-1.ts', join(folder, 'linked.ts'));
  expect(await resume(folder, run)).toMatchObject({ code: 0 });
}, 180_000);

/** A sweep of one trial over a spec with a plugin, begun by this user. */
async function sweepWithPlugin(folder: string): Promise<string> {
  project(
    {
      'mine.ts': softLoss('mine'),
      'spec.yaml': specWith('[./mine.ts]', 'mine/soft'),
      'sweep.yaml':
        'experiment: spec.yaml\nmethod: grid\nparameters: { seed: { values: [1, 2] } }\nrun_cap: 1\n',
    },
    folder,
  );
  const { code, stderr } = await ganx(['sweep', 'start', 'sweep.yaml', '--json'], { cwd: folder });
  expect(code, stderr).toBe(0);
  return join(folder, 'sweeps/sweep');
}

const resumeSweep = (folder: string, sweep: string, ...more: string[]) =>
  ganx(['sweep', 'resume', sweep, '--run-cap', '2', ...more, '--json'], { cwd: folder });

const editHeader = (sweep: string, change: (header: Record<string, unknown>) => object) =>
  edit(join(sweep, 'journal.jsonl'), (text) => {
    const [first, ...rest] = text.split('\n');
    return [JSON.stringify(change(JSON.parse(first!))), ...rest].join('\n');
  });

test('a sweep goes on only with the plugins and the launcher that this user began it with', async () => {
  const { folder, ran, at } = withTracer();
  const sweep = await sweepWithPlugin(folder);
  const copies = ['experiment', 'forged', 'launcher', 'old'].map((name) => {
    cpSync(sweep, at(`sweeps/${name}`), { recursive: true });
    return at(`sweeps/${name}`);
  });
  const [experiment, forged, launcher, old] = copies as [string, string, string, string];

  // Its journal says where the experiment is: another one may list anything.
  writeFileSync(at('trap.yaml'), specWith('[./evil.mjs]'));
  editHeader(experiment, (header) => ({ ...header, experiment: at('trap.yaml') }));
  expect(refusal(await resumeSweep(folder, experiment))).toEqual([3, 'GANX_PLUGIN_UNTRUSTED']);
  editHeader(forged, ({ plugins, ...header }) => ({
    ...header,
    experiment: at('trap.yaml'),
    plugins: (plugins as object[]).map((plugin) => ({ ...plugin, reference: './evil.mjs' })),
  }));
  expect(refusal(await resumeSweep(folder, forged))).toEqual([3, 'GANX_PLUGIN_UNTRUSTED']);

  // Options of a launcher may be lines for a shell.
  edit(
    join(launcher, 'sweep.yaml'),
    (text) => `${text}launcher: { type: slurm, setup: "touch ${at('trace')}" }\n`,
  );
  const started = await resumeSweep(folder, launcher);
  expect(refusal(started)).toEqual([3, 'GANX_PLUGIN_UNTRUSTED']);
  expect(started.json.error.message).toContain('Nothing was started.');

  // A journal of an earlier version has no seal.
  editHeader(old, ({ pluginSeal: _, ...header }) => header);
  expect(refusal(await resumeSweep(folder, old))).toEqual([3, 'GANX_PLUGIN_UNTRUSTED']);
  expect(await resumeSweep(folder, old, '--accept-plugins')).toMatchObject({ code: 0 });

  edit(at('mine.ts'), (text) => `${text}// changed\n`);
  const changed = await resumeSweep(folder, sweep);
  expect(refusal(changed)).toEqual([3, 'GANX_PLUGIN_CHANGED']);
  expect(changed.json.error.message).toContain('or start a new sweep');
  edit(at('mine.ts'), (text) => text.replace('// changed\n', ''));
  expect(ran()).toBe(false);
  expect(await resumeSweep(folder, sweep)).toMatchObject({ code: 0 });
}, 240_000);

test('no key is made, and nothing is asked, where no plugin is used', async () => {
  const home = temporaryFolder();
  const folder = project({ 'spec.yaml': specWith('[]').replace('max: 4', 'max: 2') });
  const env = { XDG_CONFIG_HOME: home };
  const { json, code } = await ganx(['run', 'spec.yaml', '--json'], { cwd: folder, env });
  expect(code).toBe(0);
  expect(existsSync(join(home, 'ganx/run-key'))).toBe(false);
  const other = { XDG_CONFIG_HOME: temporaryFolder() };
  const resumed = await ganx(['resume', join(folder, 'runs', json.run), 'stop.max=4', '--json'], {
    cwd: folder,
    env: other,
  });
  expect(resumed.code, resumed.stderr).toBe(0);
}, 180_000);
