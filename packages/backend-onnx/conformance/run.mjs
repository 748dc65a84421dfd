/**
 * Runs TensorFlow.js's own tests on the onnx backend and on the cpu backend, and compares.
 *   npm run conformance [-- --filter text] [--list]
 * Tests that the suite itself keeps to the cpu backend are left out.
 * Fails where a test that cpu passes fails here without being listed in deviations.json, and where a listed one passes.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleSuite, runSuite } from './suite.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const args = process.argv.slice(2);
const say = (text) => process.stdout.write(`${text}\n`);
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);

if (option('--backend')) {
  const results = await runSuite(option('--bundle'), option('--backend'), option('--filter'));
  writeFileSync(option('--results'), JSON.stringify([...results]));
  process.exit(0);
}

const folder = mkdtempSync(join(here, '../dist/conformance-'));
try {
  const bundle = join(folder, 'suite.mjs');
  await bundleSuite(bundle);
  const run = (backend) => {
    const file = join(folder, `${backend}.json`);
    const filter = option('--filter') ? ['--filter', option('--filter')] : [];
    const child = [
      fileURLToPath(import.meta.url),
      '--backend',
      backend,
      '--bundle',
      bundle,
      '--results',
      file,
      ...filter,
    ];
    const { status, stderr } = spawnSync(process.execPath, child, {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    if (status !== 0) throw new Error(`The suite did not finish on ${backend}:\n${stderr.slice(-4000)}`);
    return new Map(JSON.parse(readFileSync(file, 'utf8')));
  };
  const onnx = run('onnx');
  const cpu = run('cpu');

  const deviations = JSON.parse(readFileSync(join(here, 'deviations.json'), 'utf8'));
  const reasonFor = (name) => deviations.find(({ tests }) => tests.some((t) => name.startsWith(t)))?.reason;
  const expected = [...cpu]
    .filter(([name, { status }]) => status === 'passed' && onnx.has(name))
    .map(([name]) => name);
  const failing = expected.filter((name) => onnx.get(name)?.status !== 'passed');
  const unexplained = failing.filter((name) => !reasonFor(name));
  const stale = deviations
    .flatMap(({ tests }) => tests)
    .filter((t) => !failing.some((name) => name.startsWith(t)));

  say(
    `${expected.length} tests pass on cpu; ${expected.length - failing.length} of them on onnx (${((100 * (expected.length - failing.length)) / expected.length).toFixed(2)} %).`,
  );
  say(`${failing.length} deviate, ${failing.length - unexplained.length} of them with a reason.`);
  for (const name of args.includes('--list') ? failing : unexplained)
    say(`  FAILS  ${name}\n         ${onnx.get(name)?.message?.split('\n')[0]}`);
  if (!option('--filter')) for (const test of stale) say(`  PASSES AGAIN, take it off the list: ${test}`);
  process.exitCode = unexplained.length > 0 || (!option('--filter') && stale.length > 0) ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
