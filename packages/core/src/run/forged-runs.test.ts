import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRun } from '../compare/read-run.js';
import { GanxError } from '../errors.js';
import { Checkpoints } from './checkpoint.js';
import { openCheckpoint } from './choose-checkpoint.js';
import { readEventLog } from './read-event-log.js';
import type { StoredName } from './stored/kinds.js';
import { parseStored, Unfit } from './stored/read-stored.js';
import { surveyRun } from './survey-runs.js';
import { type Mutation, mutate, mutationsOf } from './testing/mutations.fixture.js';
import { storedCounters, storedFacts, storedManifest, storedResult } from './testing/stored-run.fixture.js';
import { verifyRun } from './verify-run.js';

const run = 'ring/20260102-030405-abcdef';
const best = { monitor: 'fid', value: 3, iteration: 20, checkpoint: 'checkpoints/00000020' };
const metric = { name: 'fid', value: 3, goal: 'minimize', provenance: { samples: 10, seed: 1 } };
const rollBack = { number: 1, max: 2, from: 9, to: 5, reason: 'loss', learningRateFactor: 0.5 };
const verdict = { type: 'budget', rule: 'iterations', reason: 'enough', iteration: 20 };
const session = {
  startedAt: '2026-01-02T03:04:05.000Z',
  host: 'here',
  pid: 7,
  resumedAt: null,
  amendments: [],
  changes: [{ what: 'versions.node', before: '1', after: '2', changesBits: false }],
  ended: { at: '2026-01-02T03:04:06.000Z', verdict },
};
const specYaml = 'name: ring\nseed: 1\n';
const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');

/** Each file with what is in it when nothing is wrong, and where anything may stand. */
const files: readonly { readonly name: string; readonly content: object; readonly free: RegExp }[] = [
  {
    name: 'manifest.json',
    content: storedManifest(run, {
      specSha256: sha256(specYaml),
      versions: { node: '22' },
      plugins: [{ name: 'a', version: '1', from: 'built-in' }],
      git: { commit: 'c'.repeat(40), dirty: false },
    }),
    free: /^spec\.|^lockfile|^git$/,
  },
  {
    name: 'result.json',
    content: storedResult(run, 20, {
      verdict,
      best,
      metrics: [metric],
      rollBacks: [rollBack],
      sessions: [session],
    }),
    free: /^folder|^best$|resumedAt|^metrics\.0\.(value|provenance\.)/,
  },
  { name: 'sessions.json', content: [session], free: /resumedAt/ },
  { name: 'checkpoints/index.json', content: { last: '00000020', best: { fid: best } }, free: /^$/ },
  {
    name: 'checkpoints/00000020/state.json',
    content: storedFacts(20, {
      best,
      metrics: [metric],
      rollBacks: [rollBack],
      discriminator: { loss: 1, opinionReal: 0.5, opinionFake: 0.5, accuracy: 0.5, penalty: 0 },
      generator: { loss: 1, opinionFake: 0.5 },
      streams: { z: 3 },
      ending: { type: 'budget', reason: 'enough', rule: 'iterations' },
      components: { balance: { mode: 'train' } },
    }),
    free: /^spec\.|^components\.|^(best|discriminator|generator|ending)$|penalty|provenance\./,
  },
];

let folder = '';
beforeAll(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'ganx-forged-')), run);
  for (const part of ['source', 'checkpoints']) mkdirSync(join(folder, part), { recursive: true });
  const tensors = new Map([['generator/kernel', { shape: [2], data: Float32Array.of(1, 2) }]]);
  const content = { tensors, facts: files.at(-1)!.content };
  new Checkpoints(folder, { keepLast: 3 }).write(20, content, 'every', best);
  writeFileSync(join(folder, 'spec.yaml'), specYaml);
  for (const { name, content: own } of files) place(name, JSON.stringify(own));
  place('log.jsonl', `${JSON.stringify({ time: 1, type: 'iteration', counters: storedCounters(20) })}\n`);
  place('metrics.jsonl', `${JSON.stringify({ iteration: 20, metric: 'fid', ...metric })}\n`);
});
afterAll(() => rmSync(join(folder, '../..'), { recursive: true, force: true }));

/** Writes a file; a part of a checkpoint with its right hash. */
function place(name: string, text: string | Buffer): void {
  writeFileSync(join(folder, name), text);
  const [, checkpoint, part] = /^(checkpoints\/\d+)\/(.*)$/.exec(name) ?? [];
  if (!part || part === 'manifest.json') return;
  const path = join(folder, checkpoint!, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  manifest.files[part] = { bytes: Buffer.byteLength(text), sha256: sha256(text) };
  writeFileSync(path, JSON.stringify(manifest));
}

/** Reads the folder in every way; gives what `verifyRun` finds. Only our own errors may come out. */
async function readAll(): Promise<readonly { readonly file: string; readonly problem: string }[]> {
  expect(surveyRun({ run, folder }).run).toBe(run);
  expect((await readRun({ run, folder })).run).toBe(run);
  try {
    openCheckpoint(folder);
  } catch (error) {
    expect(error).toBeInstanceOf(GanxError);
  }
  for await (const { event } of readEventLog(folder)) expect(event.type).toBeTypeOf('string');
  return (await verifyRun({ run, folder })).damages;
}

test('a whole run has no damage', async () => {
  expect(await readAll()).toEqual([]);
  expect(surveyRun({ run, folder })).toMatchObject({ status: 'finished', checkpoints: [20] });
});

test.each([
  ['named by their type', { type: 'mlp', units: [8, 8] }],
  ['given as layers', { layers: [{ type: 'dense', units: 8 }] }],
])('a run whose networks are %s is whole', async (_how, network) => {
  const kept = ['manifest.json', 'checkpoints/00000020/state.json'].map((name) => {
    const whole = readFileSync(join(folder, name));
    const content = JSON.parse(whole.toString());
    Object.assign(content.spec, { generator: network, discriminator: network });
    place(name, JSON.stringify(content));
    return { name, whole };
  });
  expect(await readAll()).toEqual([]);
  expect(surveyRun({ run, folder })).toMatchObject({ status: 'finished', checkpoints: [20] });
  for (const { name, whole } of kept) place(name, whole);
});

test('a run that was moved and trained on there is whole; the result of another run in its folder is not', async () => {
  const whole = readFileSync(join(folder, 'result.json'));
  const told = async (name: string) => {
    place('result.json', JSON.stringify({ ...JSON.parse(String(whole)), run: name }));
    return (await readAll()).map(({ problem }) => problem);
  };
  expect(await told('moved/20260102-030405-abcdef')).toEqual([]);
  const other = 'ring/20260102-030405-999999';
  expect(await told(other)).toEqual([`it is of ${other}, manifest.json of ${run}`]);
  place('result.json', whole);
});

test('a thousand forged values are refused with a sentence, or are such as a run may have', () => {
  let tried = 0;
  let refused = 0;
  for (const { name, content, free } of files) {
    const kind = name.endsWith('state.json') ? 'checkpoint/state.json' : (name as StoredName);
    for (const mutation of mutationsOf(content)) {
      tried++;
      const where = `${name}: ${mutation.path.join('.')} = ${show(mutation)}`;
      try {
        parseStored(kind, JSON.stringify(mutate(content, mutation)));
        if (mutation.otherType) expect(mutation.path.join('.'), where).toMatch(free);
      } catch (error) {
        if (!(error instanceof Unfit)) throw error;
        expect(error.message, where).not.toMatch(/call stack/);
        refused++;
      }
    }
  }
  expect(tried).toBeGreaterThan(1000);
  expect(refused).toBeGreaterThan(tried / 2);
});

test('a folder with one forged value is listed, compared, opened and verified without an error of its own', async () => {
  for (const { name, content } of files) {
    const whole = readFileSync(join(folder, name));
    const all = mutationsOf(content);
    for (let at = 3; at < all.length; at += Math.ceil(all.length / 6)) {
      place(name, JSON.stringify(mutate(content, all[at]!)));
      await readAll();
    }
    place(name, whole);
  }
  expect(await readAll()).toEqual([]);
});

const show = ({ value }: Mutation): string => (JSON.stringify(value) ?? 'taken away').slice(0, 40);

test.each([
  [
    'a text of 30 million characters',
    (file: string) => `{"a":"${file.padEnd(3e7, 'x')}"}`,
    /bytes|missing|part of it/,
  ],
  ['20,000 levels', () => `${'['.repeat(20_000)}${']'.repeat(20_000)}`, /nests deeper|no plain|damaged/],
  ['20,000 maps', () => `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`, /nests deeper|damaged/],
  ['nothing', () => '', /not JSON/],
])('%s in place of any file is a sentence', async (_what, make, problem) => {
  for (const { name } of files.slice(0, 1)) {
    const whole = readFileSync(join(folder, name));
    place(name, make(name));
    const damages = await readAll();
    expect(damages.map((one) => one.problem).join('\n'), name).toMatch(problem);
    expect(damages.map((one) => one.problem).join('\n'), name).not.toMatch(/call stack/);
    place(name, whole);
  }
});

test('a header of tensors with a long text or many levels is a sentence', async () => {
  const name = 'checkpoints/00000020/weights.safetensors';
  const whole = readFileSync(join(folder, name));
  for (const header of [`{"${'k'.repeat(8e6)}":1}`, `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`]) {
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    place(name, Buffer.concat([length, Buffer.from(header)]));
    const [damage] = await readAll();
    expect(damage!.problem).toMatch(/not a safetensors file that ganx can read/);
  }
  place(name, whole);
});

test('lines that are no events, links and another spec are told', async () => {
  const log = readFileSync(join(folder, 'log.jsonl'));
  place('log.jsonl', `oops\n{"time":1,"type":5}\n${log}`);
  writeFileSync(join(folder, 'spec.yaml'), 'name: other\n');
  symlinkSync('/etc/passwd', join(folder, 'samples'));
  expect(await readAll()).toEqual([
    { file: 'samples', problem: 'it is a link, or neither a file nor a folder' },
    { file: 'spec.yaml', problem: 'it is not the spec whose hash manifest.json has' },
    { file: 'log.jsonl', problem: 'line 1 is damaged: it is not JSON, and more after it' },
  ]);
  writeFileSync(join(folder, 'spec.yaml'), specYaml);
  rmSync(join(folder, 'samples'));
  place('log.jsonl', log);
  expect(await readAll()).toEqual([]);
});
