import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ganx, temporaryFolder, tinySpec, writeSpec } from './ganx.js';

const ends: (() => void)[] = [];
let folder = '';
/** `--runs-dir DIR`. */
let where: readonly string[] = [];

beforeAll(async () => {
  folder = temporaryFolder((end) => ends.push(end));
  where = ['--runs-dir', join(folder, 'runs')];
  const file = writeSpec(
    folder,
    tinySpec(`metrics: [{ type: mode-coverage, samples: 50, every: 2 }]
logging: [{ type: jsonl, every: 1 }]
stop: { type: iterations, max: 4 }
`),
  );
  const variants = [
    ['seed=1'],
    ['seed=2'],
    ['seed=1', 'balance.discriminatorSteps=2'],
    ['seed=1', 'metrics.0.samples=60', 'name=unlike'],
  ];
  for (const overrides of variants) {
    const { code, stderr } = await ganx(['run', file, 'runtime.backend=cpu', ...overrides, ...where]);
    expect(code, stderr).toBe(0);
  }
}, 120_000);
afterAll(() => ends.forEach((end) => void end()));

test('runs that differ in their seed and k are ranked, though each seed draws its own data', async () => {
  const { code, json, stderr } = await ganx([
    'compare',
    'tiny',
    '--by',
    'mode-coverage/reverse-kl',
    ...where,
    '--json',
  ]);
  expect(code, stderr).toBe(0);
  expect(json.keys).toEqual(['seed', 'balance.discriminatorSteps']);
  expect(json.ranking).toMatchObject({ by: 'mode-coverage/reverse-kl', value: 'best', ranked: true });
  const values = json.runs.map(
    (run: { metrics: Record<string, { best: { value: number } }> }) =>
      run.metrics['mode-coverage/reverse-kl']!.best.value,
  );
  expect(values).toHaveLength(3);
  expect(values).toEqual([...values].sort((a, b) => a - b));
  expect(json.groups.map(({ n }: { n: number }) => n).sort()).toEqual([1, 2]);
});

test('ranking values that were measured from different numbers of samples is refused with 2, and all are shown', async () => {
  const { code, stdout, stderr } = await ganx(['compare', '--by', 'mode-coverage/modes', ...where]);
  expect(code).toBe(2);
  expect(stderr).toContain('refused GANX_COMPARE_PROVENANCE');
  expect(stderr).toContain('samples (50 in 3 runs, 60 in 1 run)');
  expect(stdout).toContain('mode-coverage/modes ↑*');
  expect(stdout.match(/^(tiny|unlike)\//gm)).toHaveLength(4);
});

test('the tables are printed as text, Markdown and CSV', async () => {
  const text = await ganx(['compare', 'tiny', ...where]);
  expect(text.stdout).toMatch(/^run +ended +iterations +seed +discriminatorSteps/);
  expect(text.stdout).toMatch(/discriminatorSteps=1 +2 +0% of 2/);
  const markdown = await ganx(['compare', 'tiny', ...where, '--md', '--seeds']);
  expect(markdown.stdout).toMatch(/^\| configuration \| n \| collapsed \|/);
  const csv = await ganx(['compare', 'tiny', ...where, '--csv']);
  const lines = csv.stdout.trimEnd().split('\n');
  expect(lines[0]).toMatch(
    /^run,status,iteration,seed,balance\.discriminatorSteps,mode-coverage\/modes best,/,
  );
  expect(lines.map((line) => line.split(',').length)).toEqual(Array(4).fill(lines[0]!.split(',').length));
});

test('the specs of two runs are shown as a diff', async () => {
  const { stdout, code } = await ganx(['compare', 'tiny', '--where', 'seed=1', '--diff', ...where]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^--- tiny\/.+\n\+\+\+ tiny\/.+\n@@ /);
  expect(stdout).toMatch(/^- {2}discriminatorSteps: 1\n\+ {2}discriminatorSteps: 2$/m);
  const three = await ganx(['compare', 'tiny', '--diff', ...where]);
  expect([three.code, three.stderr]).toEqual([2, expect.stringContaining('these are 3')]);
});

test.each([
  [['--where', 'balance.discriminatorStep=2'], 'Did you mean balance.discriminatorSteps?'],
  [['--by', 'mode-coverage/mode'], 'Did you mean mode-coverage/modes?'],
  [['--status', 'crashed'], 'None of the 4 runs passes the filters'],
])('%j is refused with 2 and what to do', async (flags, said) => {
  const { code, stderr } = await ganx(['compare', ...flags, ...where]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
});
