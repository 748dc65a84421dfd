// Made images/: 40 circles and 40 squares of 16 x 16 grey pixels, small enough to lie in a repository.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const side = 16;
const shapes = {
  circles: (x, y, reach) => Math.hypot(x, y) <= reach,
  squares: (x, y, reach) => Math.max(Math.abs(x), Math.abs(y)) <= reach,
};
for (const [name, inside] of Object.entries(shapes)) {
  const folder = fileURLToPath(new URL(`images/${name}/`, import.meta.url));
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < 40; i++) {
    const [reach, left, top] = [3 + (i % 4), 6 + (i % 5), 6 + (Math.floor(i / 5) % 5)];
    const pixels = Uint8Array.from({ length: side * side }, (_, at) =>
      inside((at % side) - left, Math.floor(at / side) - top, reach) ? 255 : 0,
    );
    await sharp(pixels, { raw: { width: side, height: side, channels: 1 } })
      .png({ compressionLevel: 9 })
      .toFile(`${folder}${String(i).padStart(2, '0')}.png`);
  }
}
