import { type ImageSize, resolveImageSize } from './image-size.js';
import { type Summary, valueError } from './summary.js';
import { writeStringTensor } from './tensor.js';

/** Encoded images of one tag and step, [width, height, image...], the numbers as text; the size shown is the first one's. */
export function summarizeImages(
  tag: string,
  encoded: Uint8Array | readonly Uint8Array[],
  size: Partial<ImageSize>,
): Summary {
  const images = encoded instanceof Uint8Array ? [encoded] : encoded;
  if (!Array.isArray(images) || images.length === 0)
    throw valueError(`value of "${tag}"`, encoded, 'one image or more');
  const sizes = images.map((image) => resolveImageSize(image as Uint8Array, size, `image "${tag}"`));
  const { width, height } = sizes[0]!;
  const cells = [String(width), String(height), ...(images as Uint8Array[])];
  return { plugin: 'images', writeValue: (out) => writeStringTensor(out, [cells.length], cells) };
}
