import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder, tinySpec } from '../cli/ganx.js';

/** Writes files into a new folder, which is no project of its own, and gives the folder. */
export function project(files: Readonly<Record<string, string>>, folder = temporaryFolder()): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** A plugin with one loss, `<namespace>/soft`. The text is valid as TypeScript and as JavaScript. */
export const softLoss = (namespace: string, before = ''): string => `${before}
import { defineLoss, definePlugin } from '@ganx/core/plugin';
import { add, mean, relu, sub } from '@tensorflow/tfjs-core';
const soft = defineLoss({
  type: 'soft',
  description: 'A hinge for tests.',
  examples: [{ type: 'soft' }],
  create: () => ({
    threshold: 0,
    discriminator: (dReal, dFake) => add(mean(relu(sub(1, dReal))), mean(relu(add(1, dFake)))),
    generator: (dFake) => sub(0, mean(dFake)),
    opinion: (score) => score,
  }),
});
export default definePlugin({
  meta: { name: '${namespace}', version: '1.0.0', namespace: '${namespace}', ganxApi: '^0.1.0' },
  components: [soft],
});
`;

/** A plugin that leaves a file behind when it runs, to see whether it did. */
export const tracer = (trace: string): string =>
  softLoss(
    'evil',
    `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(trace)}, 'ran');`,
  );

export const specWith = (plugins: string, loss = 'non-saturating'): string =>
  `plugins: ${plugins}\n${tinySpec()}`.replace('loss: non-saturating', `loss: ${loss}`);
