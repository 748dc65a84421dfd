import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ganx } from '../cli/ganx.js';
import { edit, resume, runWithPlugin, sha256, withTracer } from './attacks.js';
import { specWith } from './project.js';

test('the tracing plugin does run when a spec lists it, so that its silence means something', async () => {
  const { folder, ran } = withTracer({ 'spec.yaml': specWith('[./evil.mjs]') });
  expect(await ganx(['check', 'spec.yaml'], { cwd: folder })).toMatchObject({ code: 0 });
  expect(ran()).toBe(true);
});

test('no way around the list of plugins loads one, in check or run', async () => {
  const { folder, ran, at } = withTracer({
    'unlisted.yaml': specWith('[]', 'evil/soft'),
    'reference.yaml': `description: ./evil.mjs\n${specWith('["${description}"]')}`,
    'environment.yaml': specWith('["${env:EVIL}"]'),
    'url.yaml': specWith('["file:./evil.mjs"]'),
    'data-url.yaml': specWith('["data:text/javascript,throw 1"]'),
    'project/package.json': '{}',
    'project/spec.yaml': 'extends: ../elsewhere/base.yaml\n',
    'elsewhere/base.yaml': specWith('[../evil.mjs]'),
    // A file of the project that is a link to one elsewhere, a file of a package, and a chain that leads out.
    'project/linked.yaml': 'extends: link.yaml\n',
    'project/of-package.yaml': 'extends: node_modules/some/base.yaml\n',
    'project/node_modules/some/base.yaml': specWith('[../../../evil.mjs]'),
    'project/chain.yaml': 'extends: own.yaml\n',
    'project/own.yaml': 'extends: ../elsewhere/base.yaml\n',
    'option.yaml': specWith('[]').replace('type: gaussian-ring', 'type: ./evil.mjs'),
  });
  symlinkSync(at('elsewhere/base.yaml'), at('project/link.yaml'));
  const outside = ['spec', 'linked', 'of-package', 'chain'].map((name) => `project/${name}`);
  const specs = ['unlisted', 'reference', 'environment', 'url', 'data-url', ...outside, 'option'];
  const env = { EVIL: './evil.mjs' };
  const checked = await ganx(['check', ...specs.map((name) => `${name}.yaml`), '--json'], {
    cwd: folder,
    env,
  });
  expect(checked.code).toBe(2);
  expect(checked.json.problems.map(({ code }: { code: string }) => code)).toEqual([
    'GANX_SPEC_UNKNOWN_TYPE',
    ...Array(8).fill('GANX_SPEC_PLUGIN'),
    'GANX_SPEC_UNKNOWN_TYPE',
  ]);
  // The notice names the file that wanted it and what to do.
  expect(checked.json.problems[5].message).toMatch(
    /The plugin ".*evil\.mjs" is listed by .*elsewhere\/base\.yaml, which stands outside the project .*list the plugins that you want under "plugins" in the spec itself/,
  );
  const override = 'plugins=["${env:EVIL}"]';
  const run = await ganx(['run', at('unlisted.yaml'), override, '--json'], { cwd: folder, env });
  expect(run.json.error.problems).toMatchObject([{ code: 'GANX_SPEC_PLUGIN' }]);
  expect(ran()).toBe(false);
}, 120_000);

test('a run whose folder was made to list a plugin loads none of it, however well its manifest was forged', async () => {
  const { folder, ran } = withTracer();
  const run = await runWithPlugin(folder);
  const untouched = join(folder, 'runs', 'tiny', '20200101-000000-aaaaaa');
  cpSync(run, untouched, { recursive: true });

  edit(join(run, 'spec.yaml'), (text) => text.replace('./mine.ts', './evil.mjs'));
  const listed = await resume(folder, run);
  expect([listed.code, listed.json.error.code]).toEqual([3, 'GANX_PLUGIN_UNTRUSTED']);
  expect(listed.json.error.message).toContain(
    'its spec lists plugins that it did not begin with ("./evil.mjs")',
  );

  // The forger records the plugin too, with its right hash.
  const file = { path: 'evil.mjs', sha256: sha256(readFileSync(join(folder, 'evil.mjs'))) };
  const record = { reference: './evil.mjs', sha256: sha256(`${file.path}\0${file.sha256}\n`), files: [file] };
  expect(listed.json.error.message).toContain(record.sha256.slice(0, 12));
  edit(join(run, 'manifest.json'), (text) => {
    const manifest = JSON.parse(text);
    manifest.spec.plugins = ['./evil.mjs'];
    Object.assign(manifest.plugins[1], record);
    return JSON.stringify(manifest);
  });
  const forged = await resume(folder, run);
  expect([forged.code, forged.json.error.code]).toEqual([3, 'GANX_PLUGIN_UNTRUSTED']);
  expect(forged.json.error.message).toContain('nothing shows that you began it on this machine');
  expect(forged.json.error.message).toContain('say --accept-plugins');
  for (const command of [
    ['fork', run, 'seed=9'],
    ['sample', run],
    ['eval', run],
    ['export', run, '--format', 'safetensors'],
  ]) {
    const refused = await ganx([...command, '--json'], { cwd: folder });
    expect([command[0], refused.json.error.code]).toEqual([command[0], 'GANX_PLUGIN_UNTRUSTED']);
  }
  expect(ran()).toBe(false);

  // The same folder as it was goes on.
  expect(await resume(folder, untouched)).toMatchObject({ code: 0 });
}, 240_000);

test('a run that another user began is resumed only with consent', async () => {
  const { folder, at } = withTracer();
  const run = await runWithPlugin(folder, { XDG_CONFIG_HOME: at('another-home') });
  expect((await resume(folder, run)).json.error.code).toBe('GANX_PLUGIN_UNTRUSTED');
  expect(await resume(folder, run, '--accept-plugins')).toMatchObject({ code: 0 });
});

test('a plugin that changed since is told before it runs, with the file that differs, and goes on only when allowed', async () => {
  const { folder, at } = withTracer();
  const run = await runWithPlugin(folder);
  edit(
    at('mine.ts'),
    (text) => `import { writeFileSync } from 'node:fs';\nwriteFileSync('changed-ran', '');\n${text}`,
  );
  const { code, json } = await resume(folder, run);
  expect([code, json.error.code]).toEqual([3, 'GANX_PLUGIN_CHANGED']);
  expect(json.error.message).toMatch(
    /The plugin "\.\/mine\.ts" changed since: .*\(mine\.ts differs\)\. It was read from .*mine\.ts\. No plugin was loaded\./,
  );
  expect(existsSync(at('changed-ran'))).toBe(false);
  expect(await resume(folder, run, '--allow-different-bits')).toMatchObject({ code: 0 });
});
