import { expect, test } from 'vitest';
import { ganx } from '../cli/ganx.js';
import { project, softLoss, specWith } from './project.js';

/** Plugins that load and do something else than their kind asks for: what their author is told. */

const thrower = softLoss('mine', 'enum Side { Left = 3 }').replace(
  'generator: (dFake) => sub(0, mean(dFake)),',
  'generator: (dFake) => {\n      if (dFake) throw new RangeError(`no luck ${Side.Left}`);\n      return mean(dFake);\n    },',
);

test('what throws in a hook is told with component, hook, and the line of the TypeScript that it stands in', async () => {
  const folder = project({ 'mine.ts': thrower, 'spec.yaml': specWith('[./mine.ts]', 'mine/soft') });
  const { code, json, stderr } = await ganx(['check', 'spec.yaml', '--json'], { cwd: folder });
  expect(code).toBe(3);
  const line = thrower.split('\n').findIndex((text) => text.includes('throw new')) + 1;
  expect(json.problems[0]).toMatchObject({
    code: 'GANX_PLUGIN_THREW',
    message: `The loss mine/soft failed in its hook "generator". RangeError: no luck 3 (mine.ts:${line}:24)`,
  });
  expect(stderr).not.toContain('node_modules');
  const debug = await ganx(['check', 'spec.yaml'], { cwd: folder, env: { DEBUG: 'ganx' } });
  expect(debug.stderr).toMatch(new RegExp(`RangeError: no luck 3\\n +at .*mine\\.ts:${line}:24`));
}, 120_000);

test('a hook that gives something else is told what it gave and what is expected, before anything trains', async () => {
  const folder = project({
    'vector.ts': softLoss('mine').replace('sub(0, mean(dFake))', 'sub(0, dFake) as never'),
    'spec.yaml': specWith('[./vector.ts]', 'mine/soft'),
  });
  const { code, json } = await ganx(['check', 'spec.yaml', '--json'], { cwd: folder });
  expect(code).toBe(3);
  expect(json.problems[0]).toMatchObject({
    code: 'GANX_PLUGIN_RESULT',
    message:
      'The loss mine/soft gave a tensor of shape [16, 1] from its hook "generator", but a tensor of one number (shape []), or { loss: such a tensor, stats, memory }, is expected.',
  });
}, 120_000);

test('a policy that names no phase ends the run with its name, and not as if it had named one', async () => {
  const policy = `
import { defineBalance, definePlugin } from '@ganx/core/plugin';
const odd = defineBalance({
  type: 'odd',
  description: 'Names a phase that there is not.',
  examples: [{ type: 'odd' }],
  create: () => ({ next: () => ({ phase: 'judge', endsIteration: true, reason: 'because' }) }),
});
export default definePlugin({ meta: { name: 'odd', version: '1.0.0', namespace: 'mine', ganxApi: '^0.1.0' }, components: [odd] });
`;
  const folder = project({ 'odd.js': policy, 'spec.yaml': `${specWith('[./odd.js]')}balance: mine/odd\n` });
  const { code, json } = await ganx(['run', 'spec.yaml', '--json'], { cwd: folder });
  expect(code).toBe(3);
  expect(json).toMatchObject({
    status: 'failed',
    error: { code: 'GANX_PLUGIN_RESULT', component: 'balance mine/odd' },
  });
}, 120_000);
