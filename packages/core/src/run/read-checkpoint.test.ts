import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GanxError } from '../errors.js';
import { Checkpoints } from './checkpoint.js';
import { openCheckpoint } from './choose-checkpoint.js';
import { readCheckpoint } from './read-checkpoint.js';
import { encodeSafetensors } from './safetensors.js';
import { storedFacts } from './testing/stored-run.fixture.js';

const contentOf = (iteration: number) => ({
  tensors: new Map([
    ['generator/00-dense/kernel', { shape: [2], data: Float32Array.of(0.5, 1) }],
    ['optimizer/generator/00-dense/kernel/mean', { shape: [2], data: Float32Array.of(0, Number.NaN) }],
  ]),
  facts: storedFacts(iteration, { cursor: { epoch: 1, position: 3 } }),
});
const content = contentOf(7);
const files = ['weights.safetensors', 'optimizer.safetensors', 'state.json', 'manifest.json'];

let run = '';
let checkpoint = '';
beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'ganx-read-checkpoint-'));
  mkdirSync(join(run, 'checkpoints'));
  const checkpoints = new Checkpoints(run, { keepLast: 3 });
  for (const iteration of [3, 7]) checkpoints.write(iteration, contentOf(iteration), 'every', null);
  checkpoint = join(run, 'checkpoints/00000007');
});
afterEach(() => rmSync(run, { recursive: true, force: true }));

const refusal = (message: RegExp, code = 'GANX_RUN_CHECKPOINT_DAMAGED') =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });
const read = () => readCheckpoint(checkpoint);

/** Replaces a part by one that the manifest vouches for. */
function vouch(part: string, bytes: Buffer): void {
  writeFileSync(join(checkpoint, part), bytes);
  changeManifest(({ files }) => {
    files[part] = { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
}

// biome-ignore lint/suspicious/noExplicitAny: made to be broken.
function changeManifest(change: (manifest: any) => void): void {
  const path = join(checkpoint, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  change(manifest);
  writeFileSync(path, JSON.stringify(manifest));
}

/** Calls `look` once for every bit of a file, flipped, and once for every byte with all its bits flipped. */
function flipEach(path: string, look: (at: number) => void): number {
  const bytes = readFileSync(path);
  for (let at = 0; at < bytes.length; at++) {
    for (const mask of [1, 2, 4, 8, 16, 32, 64, 128, 255]) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= mask;
      writeFileSync(path, changed);
      look(at);
    }
  }
  return 9 * bytes.length;
}

describe('a checkpoint with one bit or byte changed', () => {
  it.each(files)('%s: is passed over for the one before it, or reads as if nothing had happened', (file) => {
    let harmless = 0;
    const flips = flipEach(join(checkpoint, file), (at) => {
      const { iteration, damaged, tensors, facts } = openCheckpoint(run);
      if (damaged.length === 0) {
        harmless++;
        expect({ iteration, tensors, facts }).toEqual({ iteration: 7, ...content });
      } else {
        expect([iteration, damaged.length, damaged[0]!.iteration], `byte ${at}`).toEqual([3, 1, 7]);
        expect(damaged[0]!.code, `byte ${at}`).toMatch(/^GANX_RUN_/);
      }
    });
    // The manifest's reason is a remark; nothing else may change unseen.
    if (file !== 'manifest.json') expect(harmless).toBe(0);
    else expect(harmless).toBeLessThan(flips / 4);
  });

  it('index.json: the last is found all the same, and the best as it was or not at all', () => {
    const best = { monitor: 'fid', value: 2, iteration: 3, checkpoint: 'checkpoints/00000003' };
    new Checkpoints(run, { keepLast: 3 }).name(7, best);
    flipEach(join(run, 'checkpoints/index.json'), (at) => {
      expect(openCheckpoint(run).iteration).toBe(7);
      try {
        expect(openCheckpoint(run, 'best').iteration, `byte ${at}`).toBe(3);
      } catch (error) {
        expect(error, `byte ${at}`).toMatchObject({ code: 'GANX_RUN_CHECKPOINT_MISSING' });
      }
    });
  });

  it.each(files)('%s: cut at any length, or with a byte more, is refused', (file) => {
    const path = join(checkpoint, file);
    const bytes = readFileSync(path);
    const end = file === 'manifest.json' ? bytes.length - 2 : bytes.length - 1;
    for (let length = 0; length <= end; length += 1 + Math.floor(bytes.length / 97)) {
      writeFileSync(path, bytes.subarray(0, length));
      expect(read, `${length} bytes`).toThrow(GanxError);
    }
    writeFileSync(path, Buffer.concat([bytes, Buffer.from('x')]));
    expect(read).toThrow(GanxError);
    rmSync(path);
    expect(read).toThrow(refusal(/cannot be read/, 'GANX_RUN_IO'));
  });
});

describe('a hostile checkpoint', () => {
  it.each(['../../../etc/passwd', '/etc/passwd', 'weights.safetensors/../../x', '__proto__x'])(
    'that names %s as a part is refused, and it is not read',
    (name) => {
      changeManifest(({ files }) => {
        files[name] = { bytes: 1, sha256: '0'.repeat(64) };
      });
      expect(read).toThrow(refusal(/which is no part of it/));
    },
  );

  it('with a link for a part is refused, also where the content is right', () => {
    const path = join(checkpoint, 'weights.safetensors');
    renameSync(path, join(run, 'elsewhere'));
    symlinkSync(join(run, 'elsewhere'), path);
    expect(read).toThrow(refusal(/weights.safetensors is not a plain file/));
  });

  it('that is a link itself is refused', () => {
    renameSync(checkpoint, join(run, 'elsewhere'));
    symlinkSync(join(run, 'elsewhere'), checkpoint);
    expect(read).toThrow(refusal(/it is not a folder/));
  });

  it('with a folder or a device for a part is refused', () => {
    const path = join(checkpoint, 'state.json');
    rmSync(path);
    mkdirSync(path);
    expect(read).toThrow(refusal(/state.json is not a plain file/));
    rmSync(path, { recursive: true });
    symlinkSync('/dev/zero', path);
    expect(read).toThrow(refusal(/state.json is not a plain file/));
  });

  it.each([
    ['a negative length', { bytes: -1, sha256: '0'.repeat(64) }],
    ['a length that is text', { bytes: '12', sha256: '0'.repeat(64) }],
    ['no hash', { bytes: 12 }],
    ['nothing', null],
  ])('whose manifest gives %s for a part is refused', (_what, described) => {
    changeManifest(({ files }) => {
      files['state.json'] = described;
    });
    expect(read).toThrow(refusal(/manifest.json: "?files.state.json.* (is|expected) /));
  });

  it('whose manifest is of any other shape is refused', () => {
    for (const text of ['null', '7', '[]', '{}', '{"format":"ganx-checkpoint/1"}', '{"format":"other"}']) {
      writeFileSync(join(checkpoint, 'manifest.json'), text);
      expect(read, text).toThrow(refusal(/manifest.json/));
    }
    writeFileSync(join(checkpoint, 'manifest.json'), Buffer.alloc((1 << 20) + 1));
    expect(read).toThrow(refusal(/manifest.json has 1048577 bytes/));
  });

  it('with parts that the manifest vouches for but that are no such files is refused', () => {
    const state = readFileSync(join(checkpoint, 'state.json'));
    vouch('state.json', Buffer.from('{'));
    expect(read).toThrow(refusal(/state.json: it is not JSON/));
    vouch('state.json', Buffer.from(`${'['.repeat(200_000)}${']'.repeat(200_000)}`));
    expect(read).toThrow(refusal(/state.json: it nests deeper than 256 levels/));
    vouch('state.json', state);
    vouch('weights.safetensors', Buffer.from('ffffffffffffff7f00', 'hex'));
    expect(read).toThrow(refusal(/header claims 9223372036854775807 bytes/, 'GANX_RUN_SAFETENSORS'));
  });

  it('with the same tensor in two parts is refused', () => {
    vouch('optimizer.safetensors', Buffer.concat(encodeSafetensors(content.tensors)));
    expect(read).toThrow(refusal(/two of its parts hold "generator\/00-dense\/kernel"/));
  });
});
