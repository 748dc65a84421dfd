import type { Table } from '@ganx/core/compare';
import { describe, expect, it } from 'vitest';
import { fitTable } from './fit-table.js';

const wide: Table = {
  columns: [
    { title: 'run', name: 'run', numeric: false },
    { title: 'learningRate', name: 'optimizers.generator.learningRate', numeric: true },
    { title: 'layers', name: 'generator.layers', numeric: false },
    { title: 'fid ↓ best', name: 'fid best', numeric: true },
    { title: 'at', name: 'fid best at', numeric: true, belongs: true },
    { title: 'last', name: 'fid last', numeric: true, belongs: true },
  ],
  rows: [
    ['ring/20260101-000000-000001', 0.0002, 'dense '.repeat(10), 1.5, 800, 2],
    ['ring/20260101-000000-000002', 0.00025, 'dense', 12.25, 1000, undefined],
  ],
};

describe('a table in a terminal', () => {
  it('is whole where nothing ends the line', () => {
    const lines = fitTable(wide, Infinity);
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain('dense '.repeat(10).trim());
  });

  it('goes on below where it is too wide, with whole rows and numbers under each other', () => {
    expect(fitTable(wide, 80)).toEqual([
      'run                          learningRate  layers',
      'ring/20260101-000000-000001       2.00e-4  dense dense dense dense dense d…',
      'ring/20260101-000000-000002       2.50e-4  dense',
      '',
      'run                          fid ↓ best    at  last',
      'ring/20260101-000000-000001       1.500   800     2',
      'ring/20260101-000000-000002       12.25  1000     -',
      '(2 parts, to fit 80 columns; --csv has one table)',
    ]);
  });

  it('gives each run a block where not even one value fits beside its name', () => {
    expect(fitTable(wide, 40).slice(0, 8)).toEqual([
      'ring/20260101-000000-000001',
      '  optimizers.generator.learningRate  2.00e-4',
      '  generator.layers                   dense dense dense dense dense d…',
      '  fid best                           1.500',
      '  fid best at                        800',
      '  fid last                           2',
      '',
      'ring/20260101-000000-000002',
    ]);
  });

  it.each([60, 80, 120, 200])('has no line of more than %i columns', (width) => {
    const many: Table = {
      columns: [wide.columns[0]!, ...Array.from({ length: 30 }, () => wide.columns[1]!)],
      rows: wide.rows.map((row) => [row[0], ...Array.from({ length: 30 }, (_, i) => i / 7)]),
    };
    expect(Math.max(...fitTable(many, width).map((line) => line.length))).toBeLessThanOrEqual(width);
  });
});
