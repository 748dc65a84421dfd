import { registerSecondDerivatives } from 'tfjs-second-derivatives';
import '@tensorflow/tfjs-backend-cpu';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Plugin } from '@ganx/core/plugin';
import { builtins } from '@ganx/plugins';
import { ContractError, checksOf, contextOf } from '@ganx/testkit';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { root } from '../cli/ganx.js';
import { patternOf } from './shown-output.js';
import { type Breakage, breakagesOf, tutorials } from './tutorial.js';

beforeAll(async () => {
  await setBackend('cpu');
  registerSecondDerivatives();
});

const breakages = tutorials.flatMap(breakagesOf);

test('some tutorials show what a broken plugin is told', () => {
  expect(breakages.length).toBeGreaterThan(2);
});

const named = breakages.map((breakage) => [breakage.file, breakage.to, breakage] as const);
test.each(named)('%s with "%s" fails the contract suite as its tutorial shows', async (_, __, breakage) => {
  const { default: plugin } = (await import(broken(breakage))) as { readonly default: Plugin };
  const context = contextOf(plugin, { beside: [builtins] });
  const failures: string[] = [];
  for (const component of plugin.components) {
    for (const { run } of checksOf(component, context)) {
      try {
        await run();
      } catch (error) {
        if (!(error instanceof ContractError)) throw error;
        failures.push(`${error.message}\n`);
      }
    }
  }
  expect(failures).toContainEqual(expect.stringMatching(patternOf(breakage.shown)));
});

/** The index of a copy of the example's sources, changed as the tutorial says. */
function broken({ file, from, to }: Breakage): string {
  // Inside the repository, so that imports lead where those of the example do.
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
  const copy = mkdtempSync(join(root, 'node_modules/.cache/broken-'));
  onTestFinished(() => rmSync(copy, { recursive: true }));
  cpSync(join(root, 'examples/plugins', dirname(file)), copy, { recursive: true });
  const changed = join(copy, basename(file));
  const text = readFileSync(changed, 'utf8');
  expect(text).toContain(from);
  writeFileSync(
    changed,
    text.replace(from, () => to),
  );
  return join(copy, 'index.ts');
}
