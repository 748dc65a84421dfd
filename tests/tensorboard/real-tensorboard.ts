import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import * as path from 'node:path';

/** TensorBoard's two readers of event files: the one in Rust, its default, and the older one in Python. */
export type Loader = 'rust' | 'python';
export const LOADERS: readonly Loader[] = ['rust', 'python'];

export interface FoundTensorBoard {
  /** The program to start; empty when there is none. */
  readonly program: string;
  readonly version: string;
  /** Why there is none. */
  readonly missing?: string;
}

/**
 * Finds the real TensorBoard: the program that the environment variable GANX_TENSORBOARD names, else `tensorboard` on the
 * PATH. Where there is none, says why, also on stderr, so that a skipped check is seen. A named one must run.
 */
export function findTensorBoard(): FoundTensorBoard {
  const named = process.env.GANX_TENSORBOARD || undefined;
  const program = named ?? 'tensorboard';
  const { status, stdout, error } = spawnSync(program, ['--version_tb'], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (status === 0) return { program, version: stdout.trim() };
  const reason = error === undefined ? `it exits with ${status}` : error.message;
  if (named !== undefined) throw new Error(`GANX_TENSORBOARD names ${named}, which does not run: ${reason}`);
  const missing = `no tensorboard on the PATH (${reason}); GANX_TENSORBOARD may name one`;
  process.stderr.write(`Checks against the real TensorBoard are skipped: ${missing}\n`);
  return { program: '', version: '', missing };
}

export interface TensorBoardOptions {
  readonly program: string;
  readonly logDir: string;
  readonly loader: Loader;
  /** More arguments, such as `--samples_per_plugin=images=100`. */
  readonly args?: readonly string[];
}

/** A running TensorBoard and its HTTP routes. */
export class RealTensorBoard {
  /** Where it listens, with a slash at the end. */
  readonly url: string;
  private readonly child: ChildProcess;
  private readonly log: () => string;

  private constructor(url: string, child: ChildProcess, log: () => string) {
    this.url = url;
    this.child = child;
    this.log = log;
  }

  /** Starts it on a free port and waits until it answers. It looks for new events every second. */
  static async start({ program, logDir, loader, args = [] }: TensorBoardOptions): Promise<RealTensorBoard> {
    const child = spawn(
      program,
      [
        '--logdir',
        path.resolve(logDir),
        '--host=127.0.0.1',
        '--port=0',
        '--reload_interval=1',
        `--load_fast=${loader === 'rust' ? 'true' : 'false'}`,
        ...args,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    const url = await new Promise<string>((resolve, reject) => {
      const fail = (why: string): void => {
        child.kill('SIGKILL');
        reject(new Error(`TensorBoard (${loader} loader) did not start: ${why}\n${output}`));
      };
      const timer = setTimeout(() => fail('no address after 60 s'), 60_000);
      const read = (chunk: Buffer): void => {
        output += chunk.toString();
        const address = /TensorBoard \S+ at (http:\/\/\S+)/.exec(output)?.[1];
        if (address === undefined) return;
        clearTimeout(timer);
        resolve(address.endsWith('/') ? address : `${address}/`);
      };
      child.stdout?.on('data', read);
      child.stderr?.on('data', read);
      child.once('error', (error) => fail(error.message));
      child.once('exit', (code) => fail(`it exited with ${code}`));
    });
    return new RealTensorBoard(url, child, () => output);
  }

  /** The bytes of a route below `/data/`. Throws, with TensorBoard's own words, unless the answer is 200. */
  async bytes(route: string, query: Query = {}): Promise<Uint8Array> {
    return new Uint8Array(await (await this.ask(route, query)).arrayBuffer());
  }

  async text(route: string, query: Query = {}): Promise<string> {
    return (await this.ask(route, query)).text();
  }

  /** The JSON of a route below `/data/`; with `body` it is posted. TensorBoard writes NaN and Infinity as strings. */
  async json<T = unknown>(route: string, query: Query = {}, body?: object): Promise<T> {
    return JSON.parse(await (await this.ask(route, query, body)).text()) as T;
  }

  /** A scalar curve as `[step, value]`, empty when there is none (yet). */
  async scalars(run: string, tag: string): Promise<[step: number, value: number | string][]> {
    const tags = await this.json<Record<string, object>>('plugin/scalars/tags');
    if (tags[run] === undefined || !(tag in tags[run])) return [];
    const points = await this.json<[number, number, number | string][]>('plugin/scalars/scalars', {
      run,
      tag,
    });
    return points.map(([, step, value]) => [step, value]);
  }

  /** Asks again until `accept` holds for the answer; after `seconds` it fails with the last answer or error. */
  async until<T>(ask: () => Promise<T>, accept: (answer: T) => boolean, seconds = 30): Promise<T> {
    const deadline = performance.now() + seconds * 1000;
    let last = 'nothing yet';
    do {
      try {
        const answer = await ask();
        if (accept(answer)) return answer;
        last = JSON.stringify(answer);
      } catch (error) {
        last = String(error);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    } while (performance.now() < deadline);
    throw new Error(`TensorBoard did not show it within ${seconds} s. Last answer: ${last}\n${this.log()}`);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.removeAllListeners('error');
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await gone;
    clearTimeout(timer);
  }

  private async ask(route: string, query: Query, body?: object): Promise<Response> {
    const url = new URL(`data/${route}`, this.url);
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, String(value));
    const post =
      body === undefined
        ? {}
        : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await fetch(url, post);
    if (!response.ok)
      throw new Error(`${response.status} from ${url}: ${(await response.text()).slice(0, 500)}`);
    return response;
  }
}

export type Query = Readonly<Record<string, string | number>>;
