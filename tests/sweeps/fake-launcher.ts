import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Launcher, TrialExit, TrialJob, TrialProcess } from '@ganx/core/plugin';

/** A process that a test plays: it writes what a run would write, and ends when the test says. */
export class FakeProcess implements TrialProcess {
  readonly exited: Promise<TrialExit>;
  stopped = false;
  killed = false;
  #end!: (exit: TrialExit) => void;
  #lines = '';

  constructor(
    readonly id: string,
    readonly job: Pick<TrialJob, 'name' | 'folder' | 'memory'>,
    private readonly onStop: (process: FakeProcess) => void = () => undefined,
  ) {
    this.exited = new Promise((resolve) => {
      this.#end = resolve;
    });
    for (const part of ['source', 'checkpoints']) mkdirSync(join(this.run, part), { recursive: true });
  }

  get trial(): number {
    return Number(this.job.name.split('/').at(-1));
  }

  get run(): string {
    return join(this.job.folder, 'tiny/20261126-120000-abcdef');
  }

  measure(iteration: number, value: number | string): void {
    this.#lines += `${JSON.stringify({ iteration, metric: 'mode-coverage/modes', value, goal: 'maximize' })}\n`;
    writeFileSync(join(this.run, 'metrics.jsonl'), this.#lines);
  }

  checkpoint(iteration: number): void {
    mkdirSync(join(this.run, 'checkpoints', String(iteration).padStart(8, '0')), { recursive: true });
  }

  /** Ends as a run does: with a result and its exit code. */
  end(status: 'finished' | 'failed' | 'interrupted' = 'finished', type = 'budget', code = 0): void {
    const verdict = { type, reason: `it was ${type}`, iteration: 8 };
    const counters = { iteration: 8, discriminatorSteps: 8, generatorSteps: 8, images: 128 };
    const error = status === 'failed' ? { error: { code: 'GANX_DATA', message: 'broken' } } : {};
    writeFileSync(
      join(this.run, 'result.json'),
      JSON.stringify({
        run: 'ring/20260101-000000-abcdef',
        status,
        verdict,
        counters,
        best: null,
        metrics: [],
        seconds: 1,
        exitCode: code,
        ...error,
      }),
    );
    this.exit(code);
  }

  exit(code: number | null, signal: string | null = null, reason?: string): void {
    this.#end({ code, signal, ...(reason !== undefined && { reason }) });
  }

  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    this.onStop(this);
  }

  kill(): void {
    this.killed = true;
    this.exit(null, 'SIGKILL');
  }
}

/** Starts nothing: each start is played by the test. `left` are processes of an earlier driver. */
export function fakeLauncher(
  play: (process: FakeProcess, start: number) => void,
  left: readonly FakeProcess[] = [],
): Launcher & { readonly started: FakeProcess[]; readonly commands: (readonly string[])[] } {
  const started: FakeProcess[] = [];
  const commands: (readonly string[])[] = [];
  return {
    started,
    commands,
    start: async (job) => {
      const process = new FakeProcess(String(started.length), job, (one) =>
        one.end('interrupted', 'interrupted', 130),
      );
      const start = started.filter(({ job: { name } }) => name === job.name).length;
      started.push(process);
      commands.push(job.command);
      queueMicrotask(() => play(process, start));
      return process;
    },
    find: async ({ folder }) => left.find(({ job }) => job.folder === folder),
  };
}
