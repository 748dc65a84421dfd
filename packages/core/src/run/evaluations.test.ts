import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { appendEvaluation, type EvaluationRecord, readEvaluations } from './evaluations.js';

const record = (mean: number): EvaluationRecord => ({
  format: 'ganx-evaluation/1',
  at: '2026-01-02T03:04:05.000Z',
  run: 'ring/20260102-030405-abcdef',
  iteration: 10,
  checkpoint: 'checkpoints/00000010',
  sha256: '0'.repeat(64),
  weights: 'raw',
  backend: 'cpu',
  ganx: '0.1.0',
  metrics: [],
  values: [{ name: 'distance', goal: 'minimize', mean, deviation: null, bySeed: [] }],
});

test('evaluations are added one behind the other, numbers that JSON has not spelt out; damaged lines are passed over', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ganx-evaluations-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(readEvaluations(folder)).toEqual([]);
  appendEvaluation(folder, record(1));
  appendFileSync(join(folder, 'evaluations.jsonl'), '{"format":"ganx-eva\n{"format":"other"}\n');
  appendEvaluation(folder, record(Number.NaN));
  expect(readEvaluations(folder).map(({ values }) => values[0]!.mean)).toEqual([1, Number.NaN]);
});
