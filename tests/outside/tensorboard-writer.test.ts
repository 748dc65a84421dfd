import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../cli/ganx.js';
import { execute } from './outside.js';

/** Uses what the README shows, under the checks of a strict project. */
const program = `
import { EventFileError, EventWriter, encodePng, listEventFiles, readEvents, scalarOf } from 'tensorboard-writer-ts';
import type { Event, EventFileLength, Mesh, PrCurveInput } from 'tensorboard-writer-ts';

const writer: EventWriter = EventWriter.create({ logDir: 'runs/first' });
writer.scalar('loss/generator', 0.5, 1, { description: 'Lower is **not** always better.' });
writer.image('dot', encodePng(new Uint8Array([0]), { width: 1, height: 1, channels: 1 }), {}, 1);
const curve: PrCurveInput = { scores: [0.1, 0.9], labels: [0, 1] };
writer.prCurve('real', curve, 1);
const mesh: Mesh = { vertices: [0, 0, 0] };
writer.mesh('point', mesh, 1);
const lengths: EventFileLength[] = writer.files();
writer.close();
const resumed = EventWriter.resume({ logDir: 'runs/first', truncate: lengths, step: 1 });
resumed.scalar('loss/generator', 0.25, 2);
resumed.close();
const points: [number, number | undefined][] = [];
for (const file of listEventFiles('runs/first')) {
  for (const { step, values } of readEvents(file) as Iterable<Event>) {
    for (const value of values) if (value.tag === 'loss/generator') points.push([step, scalarOf(value)]);
  }
}
let code: string = '';
try {
  writer.scalar('late', 1, 1);
} catch (error) {
  if (error instanceof EventFileError) code = error.code;
}
// @ts-expect-error -- a step is a number
const refused: (() => void) | undefined = () => writer.scalar('a', 1, 'one');
declare const console: { log(text: string): void };
console.log(JSON.stringify({ points, code, refused: typeof refused }));
`;
const expected = JSON.stringify({
  points: [
    [1, 0.5],
    [2, 0.25],
  ],
  code: 'TBW_CLOSED',
  refused: 'function',
});

describe('tensorboard-writer-ts from its tarball, alone in an empty folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tensorboard-writer-'));
  const node = (...args: string[]) => execute(process.execPath, args, folder);
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

  beforeAll(async () => {
    const packed = await execute(
      'npm',
      ['pack', '--ignore-scripts', '--pack-destination', folder],
      join(root, 'packages/tensorboard-writer-ts'),
    );
    expect(packed.code, packed.output).toBe(0);
    write('package.json', '{ "name": "alone", "private": true, "type": "module" }\n');
    // It needs nothing, so nothing has to be fetched.
    const { version } = JSON.parse(
      readFileSync(join(root, 'packages/tensorboard-writer-ts/package.json'), 'utf8'),
    ) as { version: string };
    const tarball = `./tensorboard-writer-ts-${version}.tgz`;
    const installed = await execute(
      'npm',
      ['install', '--offline', '--no-audit', '--no-fund', tarball],
      folder,
    );
    expect(installed.code, installed.output).toBe(0);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])(
    'has types for strict programs of module %s and resolution %s, without types of Node, and runs',
    async (module, moduleResolution) => {
      const name = `${moduleResolution}.mts`;
      write(name, program);
      const flags = { module, moduleResolution, target: 'es2022', lib: 'es2022', outDir: 'out' };
      const { code, output } = await node(
        join(root, 'node_modules/typescript/bin/tsc'),
        ...Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]),
        ...['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'],
        ...['--skipLibCheck', 'false', '--types', '', name],
      );
      expect(code, output).toBe(0);
      const ran = await node(`out/${moduleResolution}.mjs`);
      expect(ran, ran.output).toMatchObject({ code: 0, output: `${expected}\n` });
    },
  );

  it('loads by require as well, where Node can do that', async () => {
    write('old.cjs', `console.log(typeof require('tensorboard-writer-ts').EventWriter.create)`);
    const { code, output } = await node('old.cjs');
    expect(code, output).toBe(0);
    expect(output).toContain('function\n');
  });

  it('hides its inner files', async () => {
    write('inner.mjs', `import 'tensorboard-writer-ts/dist/crc32c.js';`);
    const { code, output } = await node('inner.mjs');
    expect(code).not.toBe(0);
    expect(output).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});
