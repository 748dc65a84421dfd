import { createHash } from 'node:crypto';
import type { Query, RealTensorBoard } from './real-tensorboard.js';

/** What a page shows of each tag of a run. */
export type ShownPage = Readonly<Record<string, unknown>>;

/**
 * All that TensorBoard's pages show of one run but for the Projector, by page and tag, without when it was written; pictures and other long bytes as their
 * checksum, and of tags under `time/`, which depend on the machine, the steps alone. Two runs that logged the same give equal values.
 */
export async function shownPages(
  tensorboard: RealTensorBoard,
  run: string,
): Promise<Readonly<Record<string, ShownPage>>> {
  const ask = <T>(route: string, query: Query = {}) =>
    tensorboard.json<T>(`plugin/${route}`, { run, ...query });
  const tagsOf = async (plugin: string): Promise<string[]> =>
    Object.keys((await tensorboard.json<Record<string, object>>(`plugin/${plugin}/tags`))[run] ?? {}).sort();
  const byTag = async (plugin: string, show: (tag: string) => Promise<unknown>): Promise<ShownPage> =>
    Object.fromEntries(
      await Promise.all((await tagsOf(plugin)).map(async (tag) => [tag, await show(tag)] as const)),
    );
  /** [wall time, step, ...values] without the first. */
  const timeless = (points: readonly (readonly unknown[])[]) => points.map(([, ...rest]) => rest);

  return {
    scalars: await byTag('scalars', async (tag) => {
      const points = await tensorboard.scalars(run, tag);
      return tag.startsWith('time/') ? points.map(([step]) => step) : points;
    }),
    images: await byTag('images', async (tag) => {
      const images = await ask<{ step: number; query: string }[]>('images/images', { tag, sample: 0 });
      return Promise.all(
        images.map(async ({ step, query }) => [
          step,
          await sumOf(tensorboard, `images/individualImage?${query}`),
        ]),
      );
    }),
    histograms: await byTag('histograms', async (tag) =>
      timeless(await ask('histograms/histograms', { tag })),
    ),
    distributions: await byTag('distributions', async (tag) =>
      timeless(await ask('distributions/distributions', { tag })),
    ),
    text: await byTag('text', async (tag) =>
      (await ask<{ step: number; text: string }[]>('text/text', { tag })).map(({ step, text }) => [
        step,
        text,
      ]),
    ),
    prCurves: await byTag('pr_curves', async (tag) => {
      const curves = await ask<Record<string, { wall_time?: number }[]>>('pr_curves/pr_curves', { tag });
      return curves[run]!.map(({ wall_time, ...rest }) => rest);
    }),
    graphs: await shownGraphs(tensorboard, run),
    hparams: await shownSession(tensorboard, run),
  };
}

/** The run's graph and each conceptual one, as TensorBoard hands them to the page. */
async function shownGraphs(tensorboard: RealTensorBoard, run: string): Promise<ShownPage> {
  const info =
    await tensorboard.json<Record<string, { run_graph: boolean; tags: object }>>('plugin/graphs/info');
  const { run_graph: whole, tags } = info[run] ?? { run_graph: false, tags: {} };
  const graph = (query: Query) => tensorboard.text('plugin/graphs/graph', { run, ...query });
  const shown: Record<string, string> = whole ? { '': await graph({ conceptual: 'false' }) } : {};
  for (const tag of Object.keys(tags)) shown[tag] = await graph({ tag, conceptual: 'true' });
  return shown;
}

/** Of each embedding its shape and the checksums of its parts. TensorBoard keeps what it has once shown of them until its end. */
export async function shownEmbeddings(tensorboard: RealTensorBoard, run: string): Promise<ShownPage> {
  const runs = await tensorboard.json<string[]>('plugin/projector/runs');
  if (!runs.includes(run)) return {};
  const { embeddings } = await tensorboard.json<{
    embeddings: { tensorName: string; tensorShape: number[]; sprite?: object }[];
  }>('plugin/projector/info', { run });
  const shown: Record<string, unknown> = {};
  for (const { tensorName: name, tensorShape, sprite } of embeddings) {
    const parts = ['tensor', 'metadata', ...(sprite ? ['sprite_image'] : [])];
    const sums = parts.map((part) => sumOf(tensorboard, `projector/${part}`, { run, name }));
    shown[name] = [tensorShape, ...(await Promise.all(sums))];
  }
  return shown;
}

/** The run's row on the HParams page: hyper-parameters, how it ended, and its metrics but those of `time/`. */
async function shownSession(tensorboard: RealTensorBoard, run: string): Promise<ShownPage> {
  interface Session {
    readonly name: string;
    readonly status: string;
    readonly metricValues: readonly {
      readonly name: { readonly tag: string };
      readonly value: unknown;
      readonly trainingStep: number;
    }[];
  }
  const { sessionGroups } = await tensorboard.json<{
    sessionGroups: { name: string; hparams: object; sessions: Session[] }[];
  }>(
    'plugin/hparams/session_groups',
    {},
    {
      experimentName: '',
      allowedStatuses: ['STATUS_UNKNOWN', 'STATUS_SUCCESS', 'STATUS_FAILURE', 'STATUS_RUNNING'],
      colParams: [],
      startIndex: 0,
      sliceSize: 100,
    },
  );
  for (const { name: group, hparams, sessions } of sessionGroups) {
    const session = sessions.find(({ name }) => name === run);
    if (session === undefined) continue;
    const metrics = session.metricValues
      .filter(({ name: { tag } }) => !tag.startsWith('time/'))
      .map(({ name: { tag }, value, trainingStep }) => [tag, trainingStep, value] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return { group, hparams, status: session.status, metrics };
  }
  return {};
}

async function sumOf(tensorboard: RealTensorBoard, route: string, query: Query = {}): Promise<string> {
  const bytes = await tensorboard.bytes(`plugin/${route}`, query);
  return createHash('sha256').update(bytes).digest('hex');
}
