import { createReadStream, lstatSync } from 'node:fs';

/**
 * The lines of a file in bounded memory, without their ends; undefined in place of one that is longer than `limit` bytes.
 * A last line without an end is one, too.
 *
 * Errors     those of the file system, as they are; ENOTSUP for what is no plain file.
 */
export async function* readLines(path: string, limit: number): AsyncGenerator<string | undefined> {
  if (!lstatSync(path).isFile())
    throw Object.assign(new Error(`${path} is not a plain file`), { code: 'ENOTSUP' });
  let parts: Buffer[] = [];
  let held = 0;
  const take = (last: Buffer): string | undefined => {
    const length = held + last.length;
    const line = length > limit ? undefined : Buffer.concat([...parts, last]).toString('utf8');
    parts = [];
    held = 0;
    return line?.endsWith('\r') ? line.slice(0, -1) : line;
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      yield take(chunk.subarray(from, end));
      from = end + 1;
    }
    const rest = chunk.subarray(from);
    held += rest.length;
    if (held <= limit) parts.push(rest);
    else parts = [];
  }
  if (held > 0) yield take(Buffer.alloc(0));
}
