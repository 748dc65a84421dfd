import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { attemptFile } from '../write-file.js';

/** Throws, with what is wrong about a file. */
export type Refuse = (detail: string) => never;

/**
 * Reads a whole file that is neither a link nor a device, its size judged before any of it is read: what takes the place of
 * a file in a folder that came from elsewhere may point anywhere or have no end.
 *
 * Errors     RunIoError GANX_RUN_IO, and whatever `refuse` throws.
 */
export function readPlainFile(path: string, refuse: Refuse, judgeSize: (size: number) => void): Buffer {
  const name = basename(path);
  return attemptFile(path, 'read', () => {
    if (!lstatSync(path).isFile()) refuse(`${name} is not a plain file`);
    // Without NONBLOCK a pipe that takes the file's place would be waited for.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const file = openSync(path, flags);
    try {
      const stat = fstatSync(file);
      if (!stat.isFile()) refuse(`${name} is not a plain file`);
      judgeSize(stat.size);
      const content = Buffer.alloc(stat.size);
      let at = 0;
      for (let count = -1; count !== 0 && at < content.length; at += count)
        count = readSync(file, content, at, content.length - at, at);
      if (at < content.length) refuse(`${name} became shorter while it was read`);
      return content;
    } finally {
      closeSync(file);
    }
  });
}
