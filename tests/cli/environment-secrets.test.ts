import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ganx, temporaryFolder, tinySpec, writeSpec } from './ganx.js';

const secret = 'hunter2-Zq9';

/** A callback that needs a secret, and a metric that tells it to everybody. */
const plugin = `
import { defineCallback, defineMetric, definePlugin } from '@ganx/core/plugin';

const options = { type: 'object', additionalProperties: false, properties: { token: { description: 'A secret.', type: 'string' } }, required: ['token'] };
const told = defineMetric({
  type: 'told',
  description: 'Tells its token.',
  options,
  examples: [{ type: 'told', token: 'a' }],
  measures: () => [{ name: 'told', goal: 'minimize' }],
  create: ({ token }) => ({ evaluate: () => [{ name: 'told', value: token.length, goal: 'minimize', provenance: { token } }] }),
});
const teller = defineCallback({
  type: 'teller',
  description: 'Tells its token.',
  options,
  examples: [{ type: 'teller', token: 'a' }],
  create: ({ token }) => ({
    tick({ counters, log, warn }) {
      warn('TOLD', 'The token is ' + token);
      log.text('token', 'It is ' + token);
      if (counters.iteration === 6) throw new Error('The service refused ' + token);
    },
  }),
});
export default definePlugin({
  meta: { name: 'teller', version: '1.0.0', namespace: 'mine', ganxApi: '^0.1.0' },
  components: [told, teller],
});
`;

const spec = `${tinySpec('stop: { type: iterations, max: 4 }\n')}description: run of \${env:OWNER,nobody}
plugins: [./teller.mjs]
callbacks: [{ type: mine/teller, token: "\${env:TOKEN}", every: 2 }]
metrics: [{ type: mine/told, token: "\${callbacks.0.token}", every: 2 }]
logging: [{ type: jsonl, every: 1 }, { type: tensorboard, every: 1 }]
`;

/** Every file below a folder that holds a text. */
function holding(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text));
}

// Four processes, since it is their files and words that count.
test('a value of the environment trains the run and stands in no file of it; another one is noticed', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'teller.mjs'), plugin);
  const file = writeSpec(folder, spec);
  const runs = join(folder, 'runs');
  const env = { TOKEN: secret, OWNER: 'Zq9-somebody' };
  const begun = await ganx(['run', file, '--runs-dir', runs, '--json'], { env });
  expect(begun.code, begun.stderr).toBe(0);
  const run = join(runs, 'tiny', readdirSync(join(runs, 'tiny'))[0]!);
  expect(begun.json.metrics).toMatchObject([{ value: secret.length }]);
  expect(begun.stdout + begun.stderr).not.toContain(secret);
  for (const value of Object.values(env)) expect(holding(run, value)).toEqual([]);

  // Where it stood, there is the reference.
  expect(readFileSync(join(run, 'spec.yaml'), 'utf8')).toContain('description: run of ${env:OWNER,nobody}');
  const manifest = JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8'));
  expect(manifest.spec).toMatchObject({
    callbacks: [{ token: '${env:TOKEN}' }],
    metrics: [{ token: '${env:TOKEN}' }],
  });
  expect(readFileSync(join(run, 'log.jsonl'), 'utf8')).toContain('The token is ${env:TOKEN}');

  const resume = (more: NodeJS.ProcessEnv, ...args: string[]) =>
    ganx(['resume', run, 'stop.max=8', ...args], { env: { ...env, ...more } });
  const other = await resume({ TOKEN: 'other-secret' });
  expect(other.code).toBe(2);
  expect(other.stderr).toContain('GANX_RESUME_CHANGED');
  expect(other.stderr).toContain(
    'environment variable TOKEN (metrics.0.token, callbacks.0.token): as the run began -> another value',
  );
  expect(other.stderr).not.toContain('other-secret');

  // Who it belongs to has no influence on the numbers. The failure tells the token as well.
  const resumed = await resume({ OWNER: 'Zq9-nobody' });
  expect(resumed.code, resumed.stderr).toBe(3);
  expect(readFileSync(join(run, 'result.json'), 'utf8')).toContain('The service refused ${env:TOKEN}');
  expect(readFileSync(join(run, 'log.jsonl'), 'utf8')).toContain(
    'environment variable OWNER (description): as the run began -> another value',
  );
  const measured = await ganx(['eval', `${run}@4`], { env: { ...env, TOKEN: 'other-secret' } });
  expect(measured.code, measured.stderr).toBe(0);
  expect(measured.stderr).toContain('GANX_ENVIRONMENT_CHANGED: The environment variable TOKEN');
  for (const value of [secret, 'other-secret']) expect(holding(run, value)).toEqual([]);
}, 240_000);

/** A rule that ends a run and tells its token as the reason. */
const rule = `
import { definePlugin, defineStoppingRule } from '@ganx/core/plugin';

const ender = defineStoppingRule({
  type: 'ender',
  description: 'Ends a run and says why.',
  options: { type: 'object', additionalProperties: false, properties: { token: { description: 'A secret.', type: 'string' } }, required: ['token'] },
  examples: [{ type: 'ender', token: 'a' }],
  verdicts: ['converged'],
  create: ({ token }) => ({ decide: ({ counters }) => (counters.iteration >= 3 ? { type: 'converged', reason: 'enough of ' + token } : undefined) }),
});
export default definePlugin({
  meta: { name: 'ender', version: '1.0.0', namespace: 'mine', ganxApi: '^0.1.0' },
  components: [ender],
});
`;

// A driver, two trials and what looks at them afterwards.
test('it stands in no file of a sweep either, nor in the reasons of rules; files are as private as the user wants them', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'ender.mjs'), rule);
  const stop = `stop: { any: [{ type: iterations, max: 9 }, { type: mine/ender, token: "\${env:TOKEN}" }] }\n`;
  writeSpec(
    folder,
    `${tinySpec(stop)}plugins: [./ender.mjs]\nmetrics: [{ type: mode-coverage, samples: 16, every: 2 }]\n`,
  );
  const text =
    'experiment: spec.yaml\nmethod: grid\nmetric: { name: mode-coverage/modes, goal: maximize }\nparameters: { seed: { values: [1, 2] } }\n';
  const file = writeSpec(folder, text, 'sweep.yaml');
  const before = process.umask(0o077);
  const ended = await ganx(['sweep', 'start', file, '--sweeps-dir', join(folder, 'sweeps')], {
    env: { TOKEN: secret },
  });
  process.umask(before);
  expect(ended.code, ended.stderr).toBe(0);
  const told = await ganx(['sweep', 'explain', 'sweep', '1', '--sweeps-dir', join(folder, 'sweeps')]);
  expect(told.code, told.stderr).toBe(0);
  expect(ended.stdout + ended.stderr + told.stdout + told.stderr).not.toContain(secret);
  const sweep = join(folder, 'sweeps/sweep');
  expect(holding(sweep, secret)).toEqual([]);
  expect(holding(sweep, 'enough of ${env:TOKEN}').length).toBeGreaterThan(2);
  const open = readdirSync(sweep, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => (statSync(path).mode & 0o077) !== 0);
  expect(open).toEqual([]);
}, 240_000);
