import * as fs from 'node:fs';
import * as path from 'node:path';
import { ioError } from './event-file.js';
import { resolveImageSize } from './image-size.js';
import { isCount, shapeError, valueError } from './summary.js';

/** Points for the Projector page. */
export interface Embedding {
  /** Shown in the page's list; unique within the run. */
  readonly name: string;
  /** [N, dimensions] flat. */
  readonly vectors: ArrayLike<number>;
  readonly dimensions: number;
  /** One label for each point, or named columns of them. */
  readonly labels?: readonly string[] | Readonly<Record<string, readonly string[]>>;
  /** One picture holding a thumbnail for each point, in rows from the top left, in a square grid of ceil(sqrt(N)). */
  readonly sprite?: {
    readonly png: Uint8Array;
    /** Size of one thumbnail. */
    readonly width: number;
    readonly height: number;
  };
}

export interface ProjectorOptions {
  /** What becomes of embeddings that the run has under other names: `remove` (default) or `keep`, as this package wrote them. */
  readonly others?: 'remove' | 'keep';
}

const CONFIG_FILE = 'projector_config.pbtxt';
const FOLDER = 'projector';

/**
 * Writes the Projector page's files: `projector_config.pbtxt` beside the event files, which TensorBoard reads, and what
 * it points to in a folder `projector`. Files are replaced as a whole. TensorBoard reads the config once, at its start.
 *
 * Source     TensorBoard 2.21, plugins/projector/projector_plugin.py: paths must stay below the config's folder; tables of
 *            one column have no header.
 */
export function writeProjectorFiles(
  logDir: string,
  embeddings: readonly Embedding[],
  { others = 'remove' }: ProjectorOptions = {},
): void {
  const named = new Set(embeddings.map(({ name }) => name));
  const kept = others === 'keep' ? listedEmbeddings(logDir).filter(({ name }) => !named.has(name)) : [];
  const used = new Set(kept.map(({ name }) => slugOf(name)));
  const planned = embeddings.map((embedding) => planEmbedding(embedding, used));
  const config = [...kept, ...planned].map(({ text }) => text).join('');
  try {
    fs.mkdirSync(path.join(logDir, FOLDER), { recursive: true });
    for (const { files } of planned) {
      for (const [name, content] of files) replaceFile(path.join(logDir, name), content);
    }
    replaceFile(path.join(logDir, CONFIG_FILE), config);
  } catch (cause) {
    throw ioError(logDir, "the Projector's files to be written", cause);
  }
}

function planEmbedding(
  embedding: Embedding,
  used: Set<string>,
): {
  readonly text: string;
  readonly files: readonly (readonly [name: string, content: string | Uint8Array])[];
} {
  const { name, vectors, dimensions, labels, sprite } = embedding;
  const place = `embedding "${name}"`;
  if (typeof name !== 'string' || name === '' || /\p{Cc}/u.test(name)) {
    throw valueError('embedding name', name, 'a non-empty string without control characters');
  }
  const slug = slugOf(name);
  if (used.has(slug)) throw valueError(place, name, 'names that differ in letters and digits');
  used.add(slug);
  const count = vectors.length / dimensions;
  if (!isCount(dimensions) || !isCount(count)) {
    throw shapeError(place, `${vectors.length} numbers`, `a positive multiple of ${dimensions} dimensions`);
  }
  const base = `${FOLDER}/${slug}`;
  const files: [string, string | Uint8Array][] = [
    [`${base}.tensors.tsv`, formatVectors(place, vectors, dimensions)],
  ];
  const lines = [
    `tensor_name: ${quote(name)}`,
    `tensor_shape: ${count}`,
    `tensor_shape: ${dimensions}`,
    `tensor_path: ${quote(`${base}.tensors.tsv`)}`,
  ];
  if (labels !== undefined) {
    files.push([`${base}.metadata.tsv`, formatLabels(place, labels, count)]);
    lines.push(`metadata_path: ${quote(`${base}.metadata.tsv`)}`);
  }
  if (sprite !== undefined) {
    const size = resolveImageSize(sprite.png, {}, `sprite of ${place}`);
    const side = Math.ceil(Math.sqrt(count));
    if (size.width < side * sprite.width || size.height < Math.ceil(count / side) * sprite.height) {
      const expected = `room for ${count} thumbnails of ${sprite.width}x${sprite.height}, ${side} in a row`;
      throw shapeError(`sprite of ${place}`, `a picture of ${size.width}x${size.height}`, expected);
    }
    files.push([`${base}.sprite.png`, sprite.png]);
    const dims = `single_image_dim: ${sprite.width} single_image_dim: ${sprite.height}`;
    lines.push(`sprite { image_path: ${quote(`${base}.sprite.png`)} ${dims} }`);
  }
  return { text: `embeddings {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`, files };
}

/** The embeddings that the config in a folder lists. */
function listedEmbeddings(logDir: string): { readonly name: string; readonly text: string }[] {
  const file = path.join(logDir, CONFIG_FILE);
  if (!fs.existsSync(file)) return [];
  let config: string;
  try {
    config = fs.readFileSync(file, 'utf8');
  } catch (cause) {
    throw ioError(file, 'a readable config', cause);
  }
  return [...config.matchAll(/^embeddings \{\n {2}tensor_name: "((?:[^"\\]|\\.)*)"\n.*?^\}\n/gms)].map(
    ([text, quoted]) => ({ text, name: quoted!.replace(/\\(.)/g, '$1') }),
  );
}

/** The part of file names that tells embeddings apart. */
function slugOf(name: string): string {
  return name.replace(/[^\w.-]+/g, '-').replace(/^\.+/, '-');
}

function formatVectors(place: string, vectors: ArrayLike<number>, dimensions: number): string {
  const rows: string[] = [];
  for (let start = 0; start < vectors.length; start += dimensions) {
    const row: string[] = [];
    for (let i = start; i < start + dimensions; i++) {
      const value = vectors[i]!;
      if (!Number.isFinite(value)) throw valueError(`${place}, number ${i}`, value, 'finite numbers');
      row.push(String(Number(value.toPrecision(9)))); // nine digits bring a float32 back as it was
    }
    rows.push(row.join('\t'));
  }
  return `${rows.join('\n')}\n`;
}

function formatLabels(place: string, labels: NonNullable<Embedding['labels']>, count: number): string {
  const named = !Array.isArray(labels);
  const columns = named
    ? Object.entries(labels as Record<string, string[]>)
    : ([['', labels]] as [string, string[]][]);
  for (const [name, column] of columns) {
    if (column.length !== count) {
      throw shapeError(
        place,
        `${column.length} labels${name && ` in "${name}"`}`,
        `one for each of ${count} points`,
      );
    }
    const bad = [name, ...column].find((label) => typeof label !== 'string' || /[\t\r\n]/.test(label));
    if (bad !== undefined) throw valueError(`${place}, label`, bad, 'strings without tabs and line breaks');
  }
  const rows = Array.from({ length: count }, (_, i) => columns.map(([, column]) => column[i]!).join('\t'));
  // TensorBoard takes the first line for a header exactly when it holds a tab.
  if (columns.length > 1) rows.unshift(columns.map(([name]) => name).join('\t'));
  return `${rows.join('\n')}\n`;
}

/** A string of protobuf's text form. */
function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function replaceFile(target: string, content: string | Uint8Array): void {
  const temporary = `${target}.${process.pid}.tmp`;
  fs.writeFileSync(temporary, content);
  fs.renameSync(temporary, target);
}
