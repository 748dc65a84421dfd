import { makeLeaf, makeNode } from '../graph/index.js';
import { encodeModel } from '../onnx/encode.js';
import { Session } from './session.js';

/** Domain of ONNX Runtime's operations on images whose channels lie in blocks: [B,C/block,H,W,block]. */
export const BLOCKED_DOMAIN = 'com.microsoft.nchwc';

let known: number | undefined;

/** The fewest channels that ReorderInput takes. */
const CHANNELS = 4;

/**
 * How many channels ONNX Runtime's blocked convolutions keep side by side: 16 with AVX-512, 8 with AVX2, 1 where it has none. It is a
 * property of the processor's instructions, not a measurement. Found out once, by letting it lay out an image of four channels,
 * which it fills up to whole blocks.
 */
export function channelBlock(): number {
  known ??= askRuntime();
  return known;
}

function askRuntime(): number {
  const x = makeLeaf('float32', [1, CHANNELS, 1, 1], { kind: 'constant', data: new Float32Array(CHANNELS) });
  const [y] = makeNode(
    'ReorderInput',
    [x],
    [{ type: 'float32', shape: [1, CHANNELS, 1, 1] }],
    {},
    BLOCKED_DOMAIN,
  );
  const model = encodeModel({
    nodes: [y!.node!],
    inputs: [],
    outputs: [y!],
    constants: [x],
    nameOf: (value) => (value === x ? 'x' : 'y'),
    dimensionsOf: () => ['b', 'c', 'h', 'w'],
  });
  let session: Session | undefined;
  try {
    session = new Session(model, { threads: 1, optimization: 'disabled' });
    const filled = session.run({}, { y: null }).y!.dims[1]!;
    return filled > CHANNELS ? filled : 1;
  } catch {
    return 1; // no such operations for this processor
  } finally {
    session?.dispose();
  }
}
