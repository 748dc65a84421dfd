import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, gunzip, gunzipSync } from 'node:zlib';
import { DataError } from '@ganx/core';

/** Element types of the IDX format by their code. */
const types = {
  8: { name: 'unsigned byte', bytes: 1 },
  9: { name: 'signed byte', bytes: 1 },
  11: { name: 'int16', bytes: 2 },
  12: { name: 'int32', bytes: 4 },
  13: { name: 'float32', bytes: 4 },
  14: { name: 'float64', bytes: 8 },
} as const;

export type IdxType = (typeof types)[keyof typeof types]['name'];

export interface IdxHeader {
  readonly type: IdxType;
  /** One entry per axis; the first counts the examples. */
  readonly shape: readonly number[];
}

export interface IdxArray extends IdxHeader {
  /** Row-major, in the order of the file. */
  readonly data: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
}

/** Deflate cannot shrink anything further than this. */
const maxDeflateRatio = 1032;
const maxRank = 8;
const headerBytes = 4 + 4 * maxRank;

interface Layout extends IdxHeader {
  readonly offset: number;
  readonly elements: number;
  readonly bytesPerElement: number;
  /** Length that the whole file must have, unpacked. */
  readonly length: number;
}

/**
 * Header of an IDX file, checked against the length of the file, without reading its data.
 *
 * Format     00 00 TT RR, then RR sizes as big-endian uint32, then the elements, big-endian, row-major.
 *            The whole may be packed with gzip; that is seen from the content, not from the name.
 * Errors     DataError GANX_DATA_MISSING, GANX_DATA_UNREADABLE, GANX_DATA_IDX.
 * Source     "The IDX file format", Y. LeCun, on the page of the MNIST database.
 */
export async function readIdxHeader(path: string): Promise<IdxHeader> {
  const { type, shape } = await withFile(
    path,
    async (file, size) => (await readLayout(path, file, size)).layout,
  );
  return { type, shape };
}

/**
 * A whole IDX file. Memory is taken for what the file really holds, never for what its header claims: a plain file must
 * be as long as its header says, and a packed one is unpacked no further than that.
 */
export async function readIdx(path: string): Promise<IdxArray> {
  return withFile(path, async (file, size) => {
    const { layout, packed } = await readLayout(path, file, size);
    const body = packed
      ? (await unpack(path, file, size, layout)).subarray(layout.offset)
      : await readBody(path, file, layout);
    return { type: layout.type, shape: layout.shape, data: decode(body, layout) };
  });
}

async function withFile<T>(path: string, use: (file: FileHandle, size: number) => Promise<T>): Promise<T> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (cause) {
    throw unreadable(path, cause);
  }
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw refuse(path, 'not a regular file', 'an IDX file, plain or packed with gzip');
    return await use(file, stat.size);
  } finally {
    await file.close();
  }
}

async function readLayout(
  path: string,
  file: FileHandle,
  size: number,
): Promise<{ layout: Layout; packed: boolean }> {
  const start = await readAt(file, 0, Math.min(size, 1024));
  const packed = start.length >= 2 && start[0] === 0x1f && start[1] === 0x8b;
  if (!packed) {
    const layout = parseHeader(path, start);
    if (size !== layout.length) throw wrongLength(path, layout, size);
    return { layout, packed };
  }
  let head: Buffer;
  try {
    head = gunzipSync(start, {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: maxDeflateRatio * 1024,
    });
  } catch (cause) {
    throw refuse(
      path,
      `a gzip stream that does not unpack (${(cause as Error).message})`,
      'an IDX file packed with gzip',
      cause,
    );
  }
  const layout = parseHeader(path, head);
  const unpacked = size < 18 ? 0 : (await readAt(file, size - 4, 4)).readUInt32LE(0);
  if (layout.length > size * maxDeflateRatio || unpacked !== layout.length % 2 ** 32)
    throw wrongLength(path, layout, unpacked);
  return { layout, packed };
}

function parseHeader(path: string, start: Buffer): Layout {
  if (start.length < 4)
    throw refuse(path, `${start.length} bytes`, 'at least the 4 bytes of the magic number');
  const [zero0, zero1, code, rank] = start as unknown as readonly [number, number, number, number];
  const type = types[code as keyof typeof types] as { name: IdxType; bytes: number } | undefined;
  if (zero0 !== 0 || zero1 !== 0 || type === undefined) {
    throw refuse(
      path,
      `the magic number ${start.subarray(0, 4).toString('hex')}`,
      '0000, a type from 08, 09, 0b, 0c, 0d, 0e, and the rank',
    );
  }
  if (rank < 1 || rank > maxRank) throw refuse(path, `rank ${rank}`, `a rank from 1 to ${maxRank}`);
  const offset = 4 + 4 * rank;
  if (start.length < offset)
    throw refuse(path, `${start.length} bytes`, `a header of ${offset} bytes for rank ${rank}`);
  const shape = Array.from({ length: rank }, (_, axis) => start.readUInt32BE(4 + 4 * axis));
  const elements = shape.reduce((product, size) => product * size, 1);
  const length = offset + elements * type.bytes;
  if (!Number.isSafeInteger(length))
    throw refuse(path, `the sizes ${shape.join(' x ')}`, 'sizes that a file can hold');
  return { type: type.name, shape, offset, elements, bytesPerElement: type.bytes, length };
}

async function readBody(path: string, file: FileHandle, layout: Layout): Promise<Buffer> {
  const body = await readAt(file, layout.offset, layout.length - layout.offset);
  if (body.length !== layout.length - layout.offset)
    throw wrongLength(path, layout, layout.offset + body.length);
  return body;
}

async function unpack(path: string, file: FileHandle, size: number, layout: Layout): Promise<Buffer> {
  const packed = await readAt(file, 0, size);
  let whole: Buffer;
  try {
    whole = await promisify(gunzip)(packed, { maxOutputLength: Math.max(layout.length, headerBytes) });
  } catch (cause) {
    const tooLong = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const seen = tooLong
      ? 'a gzip stream with more data than its header says'
      : `a gzip stream that does not unpack (${(cause as Error).message})`;
    throw refuse(path, seen, `${layout.length} bytes for ${describeLayout(layout)}`, cause);
  }
  if (whole.length !== layout.length) throw wrongLength(path, layout, whole.length);
  return whole;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const target = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(target, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return target.subarray(0, filled);
}

function decode(body: Buffer, { type, elements, bytesPerElement }: Layout): IdxArray['data'] {
  const bytes = new Uint8Array(body.buffer, body.byteOffset, elements * bytesPerElement);
  if (type === 'unsigned byte') return bytes;
  if (type === 'signed byte') return new Int8Array(bytes.buffer, bytes.byteOffset, elements);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (type) {
    case 'int16':
      return Int16Array.from({ length: elements }, (_, i) => view.getInt16(2 * i));
    case 'int32':
      return Int32Array.from({ length: elements }, (_, i) => view.getInt32(4 * i));
    case 'float32':
      return Float32Array.from({ length: elements }, (_, i) => view.getFloat32(4 * i));
    case 'float64':
      return Float64Array.from({ length: elements }, (_, i) => view.getFloat64(8 * i));
  }
}

function describeLayout({ type, shape }: IdxHeader): string {
  return `${shape.join(' x ')} of ${type}`;
}

function wrongLength(path: string, layout: Layout, seen: number): DataError {
  const how = seen < layout.length ? 'truncated' : 'too long';
  return refuse(
    path,
    `${seen} bytes (${how}, or the header is wrong)`,
    `${layout.length} bytes for ${describeLayout(layout)}`,
  );
}

/** The error for a file whose content is not what it should be. */
export function refuse(path: string, seen: string, expected: string, cause?: unknown): DataError {
  return new DataError(
    'GANX_DATA_IDX',
    `${path}: seen ${seen}; expected ${expected}. Fetch or write the file again.`,
    {
      place: { path },
      ...(cause === undefined ? {} : { cause }),
    },
  );
}

/** The error for a file that cannot be opened. */
export function unreadable(path: string, cause: unknown): DataError {
  const code = (cause as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR'
    ? new DataError('GANX_DATA_MISSING', `${path}: there is no such file. Check the path in the spec.`, {
        place: { path },
        cause,
      })
    : new DataError('GANX_DATA_UNREADABLE', `${path}: cannot be opened (${code ?? String(cause)}).`, {
        place: { path },
        cause,
      });
}
