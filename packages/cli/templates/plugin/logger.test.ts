import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countersAt } from '@ganx/testkit';
import { expect, test } from 'vitest';
import { newThing } from './logger.js';

test('a resumed file goes on where the checkpoint was made', () => {
  const folder = mkdtempSync(join(tmpdir(), 'logger-'));
  const options = { file: 'scalars.csv' };
  const context = { folder, run: 'run', spec: null };
  const first = newThing.open(options, context);
  first.scalars(countersAt(1), { loss: 0.5 });
  const state = first.save!();
  first.scalars(countersAt(2), { loss: 0.25 });
  first.close();
  const second = newThing.open(options, { ...context, resumed: state });
  second.scalars(countersAt(2), { loss: 0.125 });
  second.close();
  expect(readFileSync(join(folder, 'scalars.csv'), 'utf8')).toBe('1,loss,0.5\n2,loss,0.125\n');
  rmSync(folder, { recursive: true });
});
