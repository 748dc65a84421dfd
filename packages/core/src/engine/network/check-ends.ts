import type * as tfl from '@tensorflow/tfjs-layers';
import { ShapeError } from '../../errors.js';
import { shapeText } from './shape-errors.js';

interface End {
  /** Where the last layer stands in the spec. */
  readonly specPath: string;
  readonly preset: string | undefined;
  /** The shape of the data's examples. */
  readonly exampleShape: readonly number[];
}

/** A generator ends in examples of the data's shape. */
export function checkGenerator(x: tfl.SymbolicTensor, { exampleShape: shape, preset, specPath }: End): void {
  const made = x.shape.slice(1) as number[];
  if (made.length === shape.length && made.every((size, axis) => size === shape[axis])) return;
  const elements = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);
  const advice =
    elements(made) === elements(shape)
      ? `Add a last layer { type: reshape, shape: [${shape.join(', ')}] }.`
      : `That is ${elements(made)} values per example where ${elements(shape)} are needed.`;
  throw new ShapeError(
    specPath,
    `The generator${preset ? ` (${preset})` : ''} ends in ${shapeText(x.shape)}, but the data's examples are ${shapeText([null, ...shape])}. ${advice}`,
  );
}

/** A discriminator ends in scores, or in examples where the loss asks for them. */
export function checkDiscriminator(
  x: tfl.SymbolicTensor,
  answers: 'scores' | 'examples',
  { exampleShape, preset, specPath }: End,
): void {
  const made = x.shape.slice(1);
  const ends = `The discriminator${preset ? ` (${preset})` : ''} ends in ${shapeText(x.shape)}`;
  if (answers === 'examples') {
    if (made.join() === exampleShape.join()) return;
    throw new ShapeError(
      specPath,
      `${ends}; with this loss it must answer with an example, ${shapeText([null, ...exampleShape])}. End it like the generator.`,
    );
  }
  if (made.at(-1) === 1 && (made.length === 1 || made.length === 3)) return;
  const advice =
    x.shape.length > 2
      ? 'Add { type: flatten } and { type: dense, units: 1 }, or a last convolution with filters: 1 to score places.'
      : 'Add a last layer { type: dense, units: 1 }.';
  throw new ShapeError(
    specPath,
    `${ends}; it must end in one score per example, [B,1], or one per place, [B,h,w,1]. ${advice}`,
  );
}
