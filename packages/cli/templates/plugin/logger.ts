import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { defineLogger, type Json } from '@ganx/core/plugin';

/**
 * Scalars of the run as lines `iteration,tag,value` in a file of its own.
 *
 * Resume  `save` gives the file's length at the checkpoint; what was written after it is cut off when the run goes on.
 */
export const newThing = defineLogger({
  type: 'new-thing',
  description: 'Writes scalars as comma-separated lines to a file of the run.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      file: {
        description: 'Name of the file in the folder of the run.',
        type: 'string',
        pattern: '^[A-Za-z0-9._-]+$',
        default: 'scalars.csv',
      },
    },
  },
  examples: [{ type: 'new-thing' }, { type: 'new-thing', file: 'numbers.csv', every: 1 }],
  open({ file }, { folder, resumed }) {
    let bytes = lengthOf(resumed);
    const path = join(folder, file);
    const handle = openSync(path, bytes === 0 ? 'w' : 'r+');
    ftruncateSync(handle, bytes);
    return {
      scalars({ iteration }, values) {
        const tags = Object.keys(values).filter((tag) => !tag.startsWith('time/'));
        const lines = tags.sort().map((tag) => `${iteration},${tag},${values[tag]}\n`);
        bytes += writeSync(handle, lines.join(''), bytes);
      },
      flush: () => fsyncSync(handle),
      close: () => closeSync(handle),
      save: () => ({ bytes }),
    };
  },
});

const lengthOf = (resumed: Json | undefined): number =>
  (resumed as { readonly bytes: number } | undefined)?.bytes ?? 0;
