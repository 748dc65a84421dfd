import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, ganx } from '../cli/ganx.js';

/**
 * A plugin whose callback `tests/hold` keeps the run from starting the next iteration while the file that GANX_TEST_HOLD names holds
 * the number of one that is done. So a test looks at a run in its middle for as long as it needs, and kills it there.
 */
const holdPlugin = `import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { defineCallback, definePlugin } from '@ganx/core/plugin';

const heldAt = () => {
  try {
    return Number(readFileSync(process.env.GANX_TEST_HOLD, 'utf8'));
  } catch {
    return Infinity;
  }
};
const hold = defineCallback({
  type: 'hold',
  description: 'Waits until a file lets the run go on.',
  examples: [{ type: 'hold' }],
  create: () => ({
    on: {
      'iteration-start': async ({ counters }) => {
        while (counters.iteration >= heldAt()) await setTimeout(20);
      },
    },
  }),
});
export default definePlugin({
  meta: { name: 'tests', version: '1.0.0', namespace: 'tests', ganxApi: '^0.1.0' },
  components: [hold],
});
`;

/** Writes the plugin beside a spec that is to list it as `./hold.mjs`. */
export function writeHoldPlugin(folder: string): void {
  writeFileSync(join(folder, 'hold.mjs'), holdPlugin);
}

/** A `ganx` process that trains and stops before the iteration after `at`, until it is let go or killed. */
export class HeldRun {
  readonly ended: Promise<Ended>;
  private readonly file: string;
  private kill: ((signal: NodeJS.Signals) => void) | undefined;

  constructor(cwd: string, args: readonly string[], at: number) {
    this.file = join(cwd, 'held-at');
    writeFileSync(this.file, String(at));
    this.ended = ganx(args, {
      cwd,
      env: { GANX_TEST_HOLD: this.file },
      onOutput: (_, kill) => {
        this.kill = kill;
      },
    });
  }

  letGo(): void {
    rmSync(this.file, { force: true });
  }

  /** As by `kill -9`; it has said something before, or there is nothing to kill. */
  async killHard(): Promise<void> {
    if (this.kill === undefined) throw new Error('The run has said nothing yet.');
    this.kill('SIGKILL');
    await this.ended;
  }
}
