import { writeFileSync } from 'node:fs';

/**
 * An IDX file of `count` colour images of side x side bytes, smooth and uneven. No package on npm has CIFAR-10, and what
 * the pixels show changes nothing of a step's cost.
 */
export function writeSyntheticImages(file, count, side = 32, channels = 3) {
  const header = Buffer.alloc(20);
  header.set([0, 0, 8, 4]);
  for (const [i, size] of [count, side, side, channels].entries()) header.writeUInt32BE(size, 4 + 4 * i);
  const pixels = Buffer.alloc(count * side * side * channels);
  for (let i = 0; i < pixels.length; i++) {
    const image = Math.floor(i / (side * side * channels));
    pixels[i] = 128 + 100 * Math.sin(i / (7 + (image % 13))) * Math.cos(i / (31 + (image % 5)));
  }
  writeFileSync(file, Buffer.concat([header, pixels]));
}
