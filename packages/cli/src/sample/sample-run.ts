import { writeFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { rangeOf } from '@ganx/core/engine';
import type { Samples } from '@ganx/core/plugin';
import { replaceFile } from '@ganx/core/run';
import { drawImageGrid } from '@ganx/plugins';
import { UsageError } from '../errors/usage-error.js';
import { refuseExisting } from '../output/refuse-existing.js';
import { attemptUse } from '../trained/attempt-use.js';
import { makeFolder } from '../trained/make-folder.js';
import { type OpenedRun, type TrainedRequest, withTrained } from '../trained/with-trained.js';
import { chooseClasses, knownClasses } from './choose-classes.js';
import { drawLatents, interpolate } from './choose-latents.js';

export interface SampleRequest extends TrainedRequest {
  readonly count: number | undefined;
  readonly classes: readonly string[] | undefined;
  readonly seed: number;
  readonly grid: { readonly rows: number; readonly columns: number } | undefined;
  readonly interpolate: { readonly from: number; readonly to: number } | undefined;
  readonly steps: number;
  readonly path: 'linear' | 'spherical' | undefined;
  readonly truncation: number | undefined;
  readonly scale: number;
  /** A .png file for a grid, otherwise a folder; left out: a name after the run, in the working directory. */
  readonly out: string | undefined;
  /** Write over what is there. */
  readonly force: boolean;
}

/** What was made, and all that it depends on: the content of the file beside the pictures. */
export interface SampleRecord {
  readonly format: 'ganx-samples/1';
  readonly run: string;
  readonly iteration: number;
  readonly checkpoint: string;
  readonly sha256: string;
  readonly weights: string;
  readonly latent: string;
  readonly seed: number;
  readonly count: number;
  readonly truncation: number | null;
  readonly interpolation: { readonly from: number; readonly to: number; readonly path: string } | null;
  /** Class of each sample, when conditional. */
  readonly classes: readonly number[] | null;
  readonly range: readonly [number, number] | null;
  readonly shape: readonly number[];
  /** Samples in each row of a grid. */
  readonly columns: number | null;
  readonly files: readonly string[];
}

const gap = 2;

/** The whole of `ganx sample`. Returns what it wrote, beside the path of the record. */
export function sampleRun(request: SampleRequest): Promise<SampleRecord & { readonly record: string }> {
  return withTrained(request, (opened) =>
    attemptUse(async () => {
      const samples = await makeSamples(opened, request);
      return opened.trained.info.shape.length === 3
        ? writePictures(opened, request, samples)
        : writePoints(opened, request, samples);
    }, 'The samples could not be made'),
  );
}

/** Samples in all and in each row. Left to itself, a conditional grid has a column for each class. */
function layOut(
  { count, grid, interpolate: ends, steps, classes: wanted }: SampleRequest,
  { classes, info }: Pick<OpenedRun['trained'], 'classes' | 'info'>,
): { readonly count: number; readonly columns: number } {
  if (ends) return { count: steps * (wanted?.length ?? 1), columns: grid?.columns ?? steps };
  if (grid) return { count: count ?? grid.rows * grid.columns, columns: grid.columns };
  const across = wanted?.length ?? (classes === undefined ? 0 : knownClasses(classes, info).length);
  if (across > 1 && across <= 20) return { count: count ?? 8 * across, columns: across };
  return { count: count ?? 64, columns: Math.ceil(Math.sqrt(count ?? 64)) };
}

async function makeSamples({ trained, loaded }: OpenedRun, request: SampleRequest): Promise<Samples> {
  const { latent } = loaded.spec;
  const { seed, truncation, interpolate: ends, steps } = request;
  const { count } = layOut(request, trained);
  const labels = chooseClasses(trained, request.classes, count, ends ? steps : undefined);
  const draw = (wanted: number) => drawLatents({ latent, count: wanted, seed, truncation });
  let latents: Float32Array;
  if (ends) {
    const all = draw(Math.max(ends.from, ends.to) + 1);
    const at = (index: number) => all.subarray(index * latent.size, (index + 1) * latent.size);
    const way = interpolate(at(ends.from), at(ends.to), steps, pathOf(request, latent.type));
    // The same way once for each class.
    latents = new Float32Array(count * latent.size);
    for (let from = 0; from < latents.length; from += way.length) latents.set(way, from);
  } else latents = draw(count);
  return trained.sampler.sample({ count, stream: 'sample', latents, ...(labels ? { labels } : {}) });
}

const pathOf = ({ path }: SampleRequest, latent: string) =>
  path ?? (latent === 'normal' ? 'spherical' : 'linear');

async function writePictures(opened: OpenedRun, request: SampleRequest, samples: Samples) {
  // A run of images of floats from before ranges were recorded has none: data.range was taken then.
  const { spec } = opened.loaded;
  const range = rangeOf(spec, opened.trained.info) ?? spec.data.range;
  const out = resolve(request.out ?? `${nameOf(opened)}.png`);
  const { columns } = layOut(request, opened.trained);
  if (extname(out).toLowerCase() === '.png') {
    const record = out.replace(/\.png$/i, '.json');
    for (const path of [out, record]) refuseExisting(path, { force: request.force, flag: '--out' });
    const canvas = drawImageGrid(samples, range, { columns, scale: request.scale, gap });
    replaceFile(makeFolder(out, 'parent'), (await canvas.png()).png);
    return writeRecord(opened, request, samples, {
      columns,
      files: [out],
      record,
    });
  }
  refuseExisting(out, { force: request.force, flag: '--out' });
  makeFolder(out);
  const size = samples.values.length / samples.count;
  const digits = String(samples.count - 1).length;
  const files: string[] = [];
  for (let index = 0; index < samples.count; index++) {
    const values = samples.values.subarray(index * size, (index + 1) * size);
    const one = { values, count: 1, shape: samples.shape };
    const canvas = drawImageGrid(one, range, { columns: 1, scale: request.scale, gap: 0 });
    const of = samples.labels ? `-class-${samples.labels[index]}` : '';
    const file = join(out, `${String(index).padStart(digits, '0')}${of}.png`);
    writeFileSync(file, (await canvas.png()).png);
    files.push(file);
  }
  return writeRecord(opened, request, samples, { columns: null, files, record: join(out, 'samples.json') });
}

/** Points have no picture of their own: a table of their coordinates, with the class where there is one. */
async function writePoints(opened: OpenedRun, request: SampleRequest, samples: Samples) {
  const out = resolve(request.out ?? `${nameOf(opened)}.csv`);
  if (extname(out).toLowerCase() !== '.csv') {
    throw new UsageError(
      'GANX_CLI_ARGUMENT',
      `The examples of this run are points of ${samples.shape.join(' x ')}, not images: --out must be a .csv file.`,
    );
  }
  const record = out.replace(/\.csv$/i, '.json');
  for (const path of [out, record]) refuseExisting(path, { force: request.force, flag: '--out' });
  const [dimensions] = samples.shape as [number];
  const names = Array.from({ length: dimensions }, (_, axis) => `x${axis}`);
  const rows = Array.from({ length: samples.count }, (_, index) => [
    ...samples.values.subarray(index * dimensions, (index + 1) * dimensions),
    ...(samples.labels ? [samples.labels[index]!] : []),
  ]);
  const header = samples.labels ? [...names, 'class'] : names;
  replaceFile(makeFolder(out, 'parent'), `${[header, ...rows].map((row) => row.join(',')).join('\n')}\n`);
  return writeRecord(opened, request, samples, {
    columns: null,
    files: [out],
    record,
  });
}

/** `mnist-cgan-3fa2c1-20000`. */
function nameOf({ run, source }: OpenedRun): string {
  const [name, stamp] = run.run.split('/') as [string, string];
  return `${name}-${stamp.split('-').at(-1)}-${source.iteration}`;
}

function writeRecord(
  { loaded, source, trained }: OpenedRun,
  request: SampleRequest,
  samples: Samples,
  written: { readonly columns: number | null; readonly files: readonly string[]; readonly record: string },
) {
  const { latent, data } = loaded.spec;
  const { seed, truncation, interpolate: ends } = request;
  const content: SampleRecord = {
    format: 'ganx-samples/1',
    ...source,
    latent: `${latent.type} ${latent.size}`,
    seed,
    count: samples.count,
    truncation: truncation ?? null,
    interpolation: ends ? { ...ends, path: pathOf(request, latent.type) } : null,
    classes: samples.labels ? [...samples.labels] : null,
    range: rangeOf({ data }, trained.info) ?? null,
    shape: samples.shape,
    columns: written.columns,
    files: written.files,
  };
  replaceFile(written.record, `${JSON.stringify(content, null, 2)}\n`);
  return { ...content, record: written.record };
}
