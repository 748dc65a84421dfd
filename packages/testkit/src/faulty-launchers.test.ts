import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { defineLauncher, type TrialExit, type TrialProcess } from '@ganx/core/plugin';
import { expect, test } from 'vitest';
import { explained } from './check.js';
import { checksOf } from './checks.js';
import { contextOf } from './describe-plugin.js';
import { launcherChecks } from './launcher-checks.js';

interface Fault {
  readonly logMode?: 'a' | 'w';
  readonly detached?: boolean;
  readonly stop?: NodeJS.Signals;
  readonly code?: (code: number | null) => number | null;
  readonly finds?: 'running' | 'nothing' | 'the past' | 'another';
}

/** Processes of this machine, known by a table that outlives each launcher; one fault, and nothing else wrong. */
function launcherOf({
  logMode = 'a',
  detached = true,
  stop = 'SIGTERM',
  code = (it) => it,
  finds = 'running',
}: Fault) {
  const table = new Map<string, TrialProcess & { over: boolean }>();
  return defineLauncher({
    type: 'faulty',
    description: 'A launcher with one fault.',
    examples: [{ type: 'faulty' }],
    create: () => ({
      start({ command: [program, ...args], log, folder }) {
        const output = openSync(log, logMode);
        return new Promise((resolve, reject) => {
          const child = spawn(program, args, { detached, stdio: ['ignore', output, output] });
          closeSync(output);
          child.once('error', reject);
          child.once('spawn', () => {
            const exited = new Promise<TrialExit>((ended) => {
              child.once('exit', (given, signal) => {
                made.over = true;
                ended({ code: code(given), signal });
              });
            });
            const made = {
              id: String(child.pid),
              exited,
              over: false,
              stop: () => void child.kill(stop),
              kill: () => void child.kill('SIGKILL'),
            };
            table.set(folder, made);
            resolve(made);
          });
        });
      },
      async find({ folder }) {
        const known = finds === 'another' ? [...table.values()].at(-1) : table.get(folder);
        return finds === 'nothing' || (known?.over && finds !== 'the past') ? undefined : known;
      },
    }),
  });
}

/** Claims that a launcher does not meet, with what was seen. */
async function failures(fault: Fault, about = ''): Promise<Record<string, string>> {
  const component = launcherOf(fault);
  const meta = { name: 'test', version: '0.0.0', namespace: 'acme', ganxApi: '*' };
  const context = contextOf({ meta, components: [component] });
  const failed: Record<string, string> = {};
  for (const check of launcherChecks(component, context, 3000)) {
    if (!check.claim.includes(about)) continue;
    const { claim, run } = explained(component, check);
    try {
      await run();
    } catch (error) {
      failed[claim] = (error as Error).message;
    }
  }
  return failed;
}

test('a launcher without a fault meets every claim, and the suite of its kind holds these claims', async () => {
  expect(await failures({})).toEqual({});
  const component = launcherOf({});
  const meta = { name: 'test', version: '0.0.0', namespace: 'acme', ganxApi: '*' };
  const claims = checksOf(component, contextOf({ meta, components: [component] })).map(({ claim }) => claim);
  expect(claims).toContain('a second start of a trial goes on in the same log');
});

test.each([
  ['tells of no failure', { code: () => 0 }, 'exit code', 'is said to have ended with 0, not 3.'],
  ['begins the log anew', { logMode: 'w' }, 'second start', 'After two starts the log holds:'],
  ['ends at once what it should ask to', { stop: 'SIGKILL' }, 'stop() lets', 'ended with SIGKILL, not 130.'],
  ['shares its group with the driver', { detached: false }, 'process group', 'Both are in the group'],
  ['forgets its processes', { finds: 'nothing' }, 'later driver', 'that runs is not found by its id.'],
  ['finds what has ended', { finds: 'the past' }, 'never started', 'A process that has ended is found.'],
  ['takes one trial for another', { finds: 'another' }, 'later driver', 'Found by its id, it has the id'],
] as const)('a launcher that %s is told so', async (_, fault, about, says) => {
  const failed = Object.values(await failures(fault, about));
  expect(failed).toEqual([expect.stringContaining(says)]);
  expect(failed[0]).toMatch(/GANX_CONTRACT_(LAUNCH|ORPHAN)$/);
});
