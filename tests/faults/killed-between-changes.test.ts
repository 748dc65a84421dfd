import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listRuns, lockHolders, readSessions } from '@ganx/core/run';
import { expect, test } from 'vitest';
import { ganx, temporaryFolder, tinySpec, writeSpec } from '../cli/ganx.js';

const preload = fileURLToPath(new URL('kill-before.mjs', import.meta.url));
/** Saved at its beginning and at its end. */
const spec = (iterations: number): string =>
  tinySpec(`metrics: [{ type: mode-coverage, samples: 64, every: 4 }]
logging: [{ type: jsonl, every: 1 }]
stop: { type: iterations, max: ${iterations} }
`);

const bytesOf = (run: string): readonly string[] =>
  ['metrics.jsonl', 'checkpoints/00000004/weights.safetensors'].map((file) =>
    readFileSync(join(run, file), 'base64'),
  );

const withoutNumbers = (change: string): string =>
  change
    .replace(/\d{8}-\d{6}-[0-9a-f]{6}/, 'RUN')
    .replace(/lock-[0-9a-f]{8}/, 'lock-TOKEN')
    .replace(/\.\d+\.tmp$/, '.PID.tmp')
    .replace(/(\.(?:writing|removing)-\d{8})-\d+/, '$1-PID');

/** A plugin whose data cannot be loaded. */
const brokenData = `const info = { shape: [2], dtype: 'float32', size: 100, heldOutSize: 0, range: [-1, 1] };
export default { meta: { name: 'acme', version: '1.0.0', ganxApi: '^0.1.0', namespace: 'acme' }, components: [{
  kind: 'dataset', type: 'broken', description: 'Cannot be loaded.', examples: [{ type: 'broken' }],
  describe: async () => info, load: async () => { throw new Error('the disk is out of order'); },
}] };
`;

/** What a beginning and an ending are made of: some of the changes that must be met. */
const beginning = [
  'mkdirSync /tiny/.beginning-RUN/checkpoints',
  'renameSync /tiny/.beginning-RUN/lock-TOKEN.json.PID.tmp',
  'renameSync /tiny/.beginning-RUN/manifest.json.PID.tmp',
  'renameSync /tiny/.beginning-RUN',
];
const ending = [
  'renameSync /tiny/RUN/checkpoints/.writing-00000004-PID',
  'renameSync /tiny/RUN/result.json.PID.tmp',
  'renameSync /tiny/RUN/sessions.json.PID.tmp',
  'rmSync /tiny/RUN/lock-TOKEN.json',
];

test.runIf(process.platform === 'linux')(
  'a run whose data cannot be loaded appears with its result or not at all, whatever change its process is killed before',
  { timeout: 600_000 },
  async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'broken.mjs'), brokenData);
    const file = writeSpec(
      folder,
      spec(4)
        .replace(/data: .*/, 'data: { type: acme/broken, batchSize: 16 }\nplugins: [./broken.mjs]')
        .replace(/metrics: .*\n/, ''),
    );
    const changes: string[] = [];
    for (let n = 1; ; n++) {
      const runs = join(folder, `killed-${n}`);
      const told = join(folder, `killed-${n}.txt`);
      const env = {
        NODE_OPTIONS: `--import ${preload}`,
        KILL_BELOW: runs,
        KILL_BEFORE: String(n),
        KILL_TOLD: told,
      };
      const { code, stderr } = await ganx(['run', file, '--runs-dir', runs, '--json'], { env });
      const where = existsSync(told) ? withoutNumbers(readFileSync(told, 'utf8')) : 'not killed';
      const ended = listRuns(runs).map((run) => existsSync(join(run.folder, 'result.json')));
      expect(ended, where).toEqual(ended.map(() => true));
      if (where === 'not killed') {
        expect(ended).toEqual([true]);
        expect([code, stderr]).toEqual([expect.any(Number), expect.stringContaining('out of order')]);
        break;
      }
      changes.push(where);
    }
    expect(changes).toEqual(
      expect.arrayContaining([
        'renameSync /tiny/.beginning-RUN/result.json.PID.tmp',
        'renameSync /tiny/.beginning-RUN',
      ]),
    );
  },
);

// Two processes for each change: a minute and a half on an idle machine, longer beside other tests.
test.runIf(process.platform === 'linux').for([
  { title: 'a run', from: 0, iterations: 4, met: [...beginning, ...ending] },
  { title: 'a run that begins with the state of another', from: 3, iterations: 4, met: beginning },
])(
  '$title is one run in one folder, which ends once, whatever change of a file its process is killed before',
  { timeout: 900_000 },
  async ({ from, iterations, met }) => {
    const folder = temporaryFolder();
    const runs = (name: string) => join(folder, name);
    const train = (name: string, more: readonly string[], env: NodeJS.ProcessEnv = {}) =>
      ganx(['run', ...more, '--runs-dir', runs(name), '--json'], { env });
    const parent =
      from > 0 ? await train('parent', [writeSpec(folder, spec(from), 'parent.yaml')]) : undefined;
    const what = [
      ...[writeSpec(folder, spec(iterations)), '--resume', 'auto'],
      ...(parent ? ['--from', parent.json.folder] : []),
    ];
    const whole = await train('whole', what);
    expect(whole.code, whole.stderr).toBe(0);

    const changes: string[] = [];
    for (let n = 1; ; n++) {
      const name = `killed-${n}`;
      const told = join(folder, `${name}.txt`);
      const killed = await train(name, what, {
        NODE_OPTIONS: `--import ${preload}`,
        KILL_BELOW: runs(name),
        KILL_BEFORE: String(n),
        KILL_TOLD: told,
      });
      // It made fewer changes than that.
      if (killed.code === 0) break;
      const change = withoutNumbers(readFileSync(told, 'utf8'));
      changes.push(change);
      const where = `killed before change ${n}, ${change}`;
      const hasEnded = listRuns(runs(name)).some((run) => existsSync(join(run.folder, 'result.json')));
      // The same command would begin another run.
      const rest = hasEnded ? undefined : await train(name, what);
      expect(rest?.code ?? 0, `${where}: ${rest?.stderr}`).toBe(0);

      const [run, ...others] = listRuns(runs(name));
      expect(others, where).toEqual([]);
      expect(bytesOf(run!.folder), where).toEqual(bytesOf(whole.json.folder));
      const ends = readSessions(run!.folder).map(({ ended }) => ended?.verdict.type);
      expect(ends, where).toEqual([...Array(ends.length - 1).fill(undefined), 'budget']);
      // What was never locked may belong to a process that is about to do so.
      const left = readdirSync(join(runs(name), 'tiny')).filter((own) => own !== run!.run.split('/')[1]);
      expect(
        left.filter((own) => lockHolders(join(runs(name), 'tiny', own)).length > 0),
        where,
      ).toEqual([]);
      // What comes then is that of any other run.
      if (from > 0 && change.includes('checkpoints/index.json')) break;
    }
    expect(changes).toEqual(expect.arrayContaining(met));
  },
);
