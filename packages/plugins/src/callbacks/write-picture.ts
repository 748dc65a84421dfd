import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CallbackContext, LoggedImage } from '@ganx/core/plugin';

/** Name of an iteration's picture among those of others, so that names sort as iterations do. */
export function pictureName(iteration: number): string {
  return `${String(iteration).padStart(8, '0')}.png`;
}

/** Writes a picture below the run's folder and says so. */
export async function writePicture(
  context: CallbackContext,
  path: string,
  { png }: LoggedImage,
  description: string,
): Promise<void> {
  const file = join(context.folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, png);
  context.artifact(path, description);
}
