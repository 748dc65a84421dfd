import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Notice } from '../notice.js';
import type { ComparedRun } from '../read-run.js';
import type { ReportSamples } from './report-data.js';

const mostSteps = 24;
const mostBytes = 12 * 2 ** 20;

/** What decides the latents of a run's sample grids: the seed's stream, their shape, and how many are drawn. */
const decisive = /^(seed|latent\.|conditioning\.|data\.type$|runtime\.backend$)/;

/**
 * The grids that runs left in `samples/`, at the iterations that most runs have, evenly spread; as many as fit in a page that opens
 * quickly.
 */
export function readSampleSteps(runs: readonly ComparedRun[]): {
  readonly samples: ReportSamples;
  readonly notices: readonly Notice[];
} {
  const files = runs.map(({ folder }) => samplesOf(folder));
  const having = new Map<number, number>();
  for (const own of files)
    for (const iteration of own.keys()) having.set(iteration, (having.get(iteration) ?? 0) + 1);
  const most = Math.max(0, ...having.values());
  const common = [...having].filter(([, count]) => count === most).map(([iteration]) => iteration);
  // Runs that saved at other iterations are not lost where few are common.
  const all = (common.length >= 2 ? common : [...having.keys()]).sort((a, b) => a - b);
  let iterations = spread(all, mostSteps);
  const size = () =>
    iterations.reduce(
      (sum, at) => sum + files.reduce((bytes, own) => bytes + (own.get(at)?.bytes ?? 0), 0),
      0,
    );
  while (iterations.length > 1 && size() > mostBytes)
    iterations = spread(all, Math.ceil(iterations.length / 2));
  const notices: Notice[] = [];
  if (iterations.length < having.size) {
    notices.push({
      code: 'GANX_COMPARE_LEFT_OUT',
      message: `Samples are shown at ${iterations.length} of ${having.size} iterations: those that most runs have, within ${mostBytes / 2 ** 20} MiB.`,
    });
  }
  const images = iterations.map((at) => files.map((own) => dataUri(own.get(at)?.path)));
  return { samples: { iterations, images, latents: runs.map(latentsOf) }, notices };
}

/** Runs with equal text drew equal latents, since those come from a stream that the seed and the request decide. */
export function latentsOf({ spec }: ComparedRun): string {
  const grid = [...spec].find(([, value]) => value === 'sample-grid')?.[0].replace(/type$/, '');
  const own = [...spec].filter(
    ([key]) =>
      decisive.test(key) ||
      (grid !== undefined && key.startsWith(grid) && /\.(rows|columns|points)$/.test(key)),
  );
  return own
    .map(([key, value]) => `${key.replace(grid ?? '', 'sample-grid.')}=${String(value)}`)
    .sort()
    .join(' ');
}

function samplesOf(folder: string): Map<number, { readonly path: string; readonly bytes: number }> {
  const directory = join(folder, 'samples');
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return new Map();
  return new Map(
    readdirSync(directory).flatMap((name) => {
      const iteration = /^(\d+)\.png$/.exec(name)?.[1];
      const path = join(directory, name);
      return iteration === undefined
        ? []
        : [[Number(iteration), { path, bytes: statSync(path).size }] as const];
    }),
  );
}

/** At most `count` of the values, the first and the last among them. */
function spread(values: readonly number[], count: number): number[] {
  if (values.length <= count) return [...values];
  if (count === 1) return [values.at(-1)!];
  return Array.from(
    { length: count },
    (_, i) => values[Math.round((i * (values.length - 1)) / (count - 1))]!,
  );
}

function dataUri(path: string | undefined): string | null {
  if (path === undefined) return null;
  const bytes = readFileSync(path);
  // A run that is being written may have half a picture.
  const isPng = bytes.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n';
  return isPng ? `data:image/png;base64,${bytes.toString('base64')}` : null;
}
