import { expect, test } from 'vitest';
import { ganx, root, temporaryFolder, tinySpec, writeSpec } from './ganx.js';

const stackTrace = /\n\s+at .*[(/].*:\d+:\d+/;

test('help lists every command and loads nothing heavy', async () => {
  const { code, stdout } = await ganx(['--help']);
  expect(code).toBe(0);
  for (const command of ['check', 'doctor', 'init', 'plan', 'run', 'schema']) {
    expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  }
});

test('an unknown command ends with 2 and names the nearest one', async () => {
  const { code, stderr, json } = await ganx(['chekc', '--json']);
  expect(code).toBe(2);
  expect(stderr).toContain('There is no command "chekc"');
  expect(json.error).toMatchObject({ code: 'GANX_CLI_COMMAND', suggestions: ['check'] });
});

test('an unknown flag ends with 2 and names the nearest one', async () => {
  const { code, stderr, json } = await ganx(['run', 'spec.yaml', '--run-dir=x', '--json']);
  expect(code).toBe(2);
  expect(stderr).toContain('There is no flag --run-dir=x');
  expect(json.error).toMatchObject({ code: 'GANX_CLI_FLAG', suggestions: ['--runs-dir'] });
});

test('a missing argument ends with 2 and says which', async () => {
  const { code, stderr } = await ganx(['run']);
  expect(code).toBe(2);
  expect(stderr).toContain('An argument is missing: SPEC');
});

test('a spec that is not there ends with 2, its path and no stack trace', async () => {
  for (const command of ['run', 'plan', 'check']) {
    const { code, stderr } = await ganx([command, 'nowhere.yaml'], { env: { DEBUG: '1' } });
    expect(code, command).toBe(2);
    expect(stderr).toContain('nowhere.yaml');
    expect(stderr).not.toMatch(stackTrace);
  }
});

test('the schema that is printed is the schema of the registered components', async () => {
  const { code, json } = await ganx(['schema', '--json']);
  expect(code).toBe(0);
  expect(json.$schema).toContain('draft-07');
  expect(JSON.stringify(json)).toContain('gaussian-ring');
});

test('a plan shows every layer, its shape and its parameters', async () => {
  const file = writeSpec(temporaryFolder(), tinySpec());
  const { code, json } = await ganx(['plan', file, '--json']);
  expect(code).toBe(0);
  const { generator, discriminator } = json.networks;
  expect(generator.parameters).toBe(2 * 8 + 8 + 8 * 2 + 2);
  expect(discriminator.parameters).toBe(2 * 8 + 8 + 8 + 1);
  expect(json.budget).toEqual({ counter: 'iteration', max: 4 });
  const { stdout } = await ganx(['plan', file]);
  expect(stdout).toMatch(/generator: 42 parameters/);
  expect(stdout).toMatch(/4 iterations/);
});

test('a plan shows what metrics take, how often and each time', async () => {
  const metrics =
    'metrics: [{ type: mode-coverage, samples: 64, every: 3 }]\nstop: { type: iterations, max: 10 }\n';
  const file = writeSpec(temporaryFolder(), tinySpec(metrics));
  const { json } = await ganx(['plan', file, '--json']);
  const cost = { samples: 64, multiplications: 64 * 8 * 2 };
  expect(json.metrics).toEqual([{ type: 'mode-coverage', place: 'metrics.0', every: 3, cost }]);
  const { stdout } = await ganx(['plan', file]);
  expect(stdout).toMatch(/^mode-coverage +every 3 +4 +64 +1,024 +-$/m);
});

test('the doctor knows the machine, each backend and what a missing one needs', async () => {
  const { code, json } = await ganx(['doctor', '--json'], { cwd: root });
  expect(code).toBe(0);
  expect(json.auto).toBe('onnx');
  const backends = json.sections.find((section: { title: string }) => section.title === 'backends').findings;
  expect(backends.map(({ name }: { name: string }) => name)).toEqual(['onnx', 'tensorflow', 'cpu']);
  const tensorflow = backends[1];
  if (!tensorflow.ok) expect(tensorflow.detail).toContain('npm install @tensorflow/tfjs-node');
  const datasets = json.sections.find((section: { title: string }) => section.title === 'datasets').findings;
  expect(datasets).toContainEqual({
    name: 'mnist',
    ok: true,
    detail: '60,000 + 10,000 held out x [28, 28, 1]',
  });
});
