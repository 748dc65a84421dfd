import type { Value } from '../graph/index.js';
import { F32, I32, op, type WasmFunction } from './encoder.js';
import type { Region } from './region.js';

/**
 * A region as one loop over groups of four elements. Parameters: the number of groups, a byte address per array, one per
 * result, and the scalars. An address may serve as array and result at once: each group is read before it is written.
 */
export function makeKernel(region: Region): WasmFunction {
  const { arrays, results, scalars, nodes } = region;
  const params = [I32, ...arrays.map(() => I32), ...results.map(() => I32), ...scalars.map(() => F32)];
  const count = 0;
  const addressOf = (i: number) => 1 + i;
  let next = params.length;
  const locals = new Map<Value, number>();
  const localFor = (value: Value): number => {
    const known = locals.get(value);
    if (known !== undefined) return known;
    locals.set(value, next);
    return next++;
  };

  const before: number[] = [];
  const body: number[] = [];
  scalars.forEach((scalar, i) => {
    before.push(...op.get(1 + arrays.length + results.length + i), ...op.splat, ...op.set(localFor(scalar)));
  });
  const one = nodes.some((node) => node.op === 'Reciprocal') ? next++ : -1;
  if (one >= 0) before.push(0x43, ...new Uint8Array(Float32Array.of(1).buffer), ...op.splat, ...op.set(one));

  for (const [i, array] of arrays.entries())
    body.push(...op.get(addressOf(i)), ...op.load, ...op.set(localFor(array)));
  for (const node of nodes) {
    const [a, b] = node.inputs;
    const left = op.get(locals.get(a!)!);
    const output = node.outputs[0]!;
    switch (node.op) {
      case 'Reshape':
        locals.set(output, locals.get(a!)!);
        continue;
      case 'Reciprocal':
        body.push(...op.get(one), ...left, ...op.div);
        break;
      case 'Sqrt':
      case 'Neg':
      case 'Abs':
        body.push(...left, ...op[unaries[node.op]]);
        break;
      default:
        body.push(...left, ...op.get(locals.get(b!)!), ...op[binaries[node.op as keyof typeof binaries]]);
    }
    body.push(...op.set(localFor(output)));
  }
  results.forEach(({ value }, i) => {
    body.push(...op.get(addressOf(arrays.length + i)), ...op.get(locals.get(value)!), ...op.store);
  });
  for (let i = 0; i < arrays.length + results.length; i++) {
    body.push(...op.get(addressOf(i)), ...op.i32(16), ...op.i32Add, ...op.set(addressOf(i)));
  }
  body.push(...op.get(count), ...op.i32(1), ...op.i32Sub, ...op.tee(count), ...op.brIf(0));
  return { params, vectors: next - params.length, body: [...before, ...op.loop, ...body, ...op.end] };
}

const unaries = { Sqrt: 'sqrt', Neg: 'neg', Abs: 'abs' } as const;
const binaries = { Add: 'add', Sub: 'sub', Mul: 'mul', Div: 'div', Min: 'min', Max: 'max' } as const;
