import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
// @ts-expect-error: the benchmarks are plain JavaScript
import { readProfiles } from '../../bench/breakdown.mjs';
// @ts-expect-error: the benchmarks are plain JavaScript
import { fastest, summarize, table } from '../../bench/report.mjs';

const rounds = [
  {
    ganx: { msPerStep: [10, 11, 12], peakBytes: 2 ** 30 },
    a: { msPerStep: [5, 5, 6] },
    b: { missing: 'no b' },
  },
  {
    ganx: { msPerStep: [30, 33, 36], peakBytes: 2 ** 30 },
    a: { msPerStep: [11, 11, 20] },
    b: { missing: 'no b' },
  },
];

describe('the report of the benchmark', () => {
  test('takes ratios within a round, so that a drift of the machine cancels', () => {
    const [ganx, a] = summarize('w', ['ganx', 'a', 'b'], rounds, 'ganx');
    expect(ganx.ratio).toEqual({ median: 1, min: 1, max: 1 });
    expect(a.ratio).toEqual({ median: (11 / 5 + 3) / 2, min: 11 / 5, max: 3 });
    expect(a.msPerStep).toEqual({ median: (6 + 11) / 2, min: 5, max: 20 });
  });

  test('names what is missing, with the reason, and finds the fastest among what ran', () => {
    const rows = summarize('w', ['ganx', 'a', 'b'], rounds, 'ganx');
    expect(fastest(rows, 'w', ['a', 'b']).system).toBe('a');
    const lines = table(rows, 'ganx').split('\n');
    expect(lines).toContain('| w | b | missing: no b | | | | |');
    expect(lines[2]).toBe('| w | ganx | 21.00 | 10.00 to 36.00 | 1.00 (1.00 to 1.00) | 1.00 |  |');
  });

  test('sums profiles by operation per iteration, without the first run', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ganx-report-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const node = (ts: number, op: string, dur: number) => ({
      cat: 'Node',
      name: `${op}_0_kernel_time`,
      ts,
      dur,
      args: { op_name: op, provider: 'CPUExecutionProvider' },
    });
    const run = (ts: number) => ({ cat: 'Session', name: 'model_run', ts, dur: 10 });
    writeFileSync(
      join(folder, 'p-step.json'),
      JSON.stringify([
        run(0),
        node(1, 'Gemm', 90_000),
        run(100),
        node(101, 'Gemm', 4000),
        node(102, 'Add', 1000),
      ]),
    );
    // two runs, of which one counts for both
    expect(readProfiles(join(folder, 'p'), 2)).toEqual([
      { op: 'Gemm', provider: 'CPU', nodes: 1, ms: 4 },
      { op: 'Add', provider: 'CPU', nodes: 1, ms: 1 },
    ]);
  });
});
