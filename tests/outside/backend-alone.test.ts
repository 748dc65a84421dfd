import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { root } from '../cli/ganx.js';
import { execute, Outside } from './outside.js';

const asked = process.env.GANX_OUTSIDE !== undefined;
const folder = join(root, 'packages/backend-onnx');

/** The programs of the README, as they stand there. */
const programs = [...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)].map(
  ([, program]) => program!,
);

describe.skipIf(!asked)('in a plain project with TensorFlow.js and without ganx', () => {
  const outside = new Outside();
  let cannot: string | undefined;

  beforeAll(async () => {
    const needed = ['@ganx/backend-onnx', 'tfjs-second-derivatives'];
    const packed = (await outside.pack()).filter(({ name }) => needed.includes(name));
    const { devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const tfjs = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'].map(
      (name) => `${name}@${devDependencies[name]}`,
    );
    cannot = await outside.install(packed, { others: tfjs });
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2022',
      strict: true,
      skipLibCheck: true,
      types: ['node'],
      outDir: 'built',
      rootDir: '.',
    };
    writeFileSync(outside.at('tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    for (const [i, program] of programs.entries()) writeFileSync(outside.at(`program${i}.ts`), program);
  }, 300_000);
  afterAll(() => outside.remove());
  beforeEach(({ skip }) => skip(cannot !== undefined, cannot));

  test('the programs of the README are two, and have no type errors', async () => {
    expect(programs).toHaveLength(2);
    const tsc = outside.at('node_modules/typescript/bin/tsc');
    expect(await execute(process.execPath, [tsc, '-p', '.'], outside.at('.'))).toEqual({
      code: 0,
      output: '',
    });
  });

  test('a tfjs-layers model trains on the backend', async () => {
    const program = readFileSync(outside.at('built/program0.js'), 'utf8');
    const check =
      '\nconsole.log(tf.getBackend(), model.predict(tf.zeros([1, 2])).dataSync().every(Number.isFinite));\n';
    writeFileSync(outside.at('built/checked.js'), program + check);
    const { code, output } = await execute(process.execPath, ['built/checked.js'], outside.at('.'));
    expect(code, output).toBe(0);
    expect(output).toContain('onnx true');
  });

  test('a compiled step lowers its loss', async () => {
    const { code, output } = await execute(process.execPath, ['built/program1.js'], outside.at('.'));
    expect(code, output).toBe(0);
    const losses = output
      .split('\n')
      .map(Number)
      .filter((loss) => loss > 0);
    expect(losses).toHaveLength(3);
    expect(losses[2]).toBeLessThan(losses[0]! / 2);
  });
});
