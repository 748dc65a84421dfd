import { bestFirst } from '../../ranking.js';
import { shortNumber } from '../../short-number.js';
import type { Comparison } from '../compare-runs.js';
import { shortKeys } from '../flat-spec.js';
import type { Notice } from '../notice.js';
import { measuredValue, middleValue, notSettings } from '../seed-groups.js';
import { cellText, endOf } from '../tables.js';
import type { ReportChart, ReportData } from './report-data.js';
import { readSampleSteps } from './sample-steps.js';

/** Charts that open the page; each tag or metric that is not among them has one of its own below. */
const leading: readonly {
  readonly title: string;
  readonly lines: readonly (readonly [label: string, tag: string])[];
}[] = [
  { title: 'Loss of the discriminator', lines: [['', 'loss/discriminator']] },
  { title: 'Loss of the generator', lines: [['', 'loss/generator']] },
  {
    title: 'Opinions',
    lines: [
      ['D(x)', 'opinion/real'],
      ['D(G(z))', 'opinion/generated'],
    ],
  },
];
/** Charts beyond these make the page slow, not better. */
const mostCharts = 40;

/** Stretches that each curve is thinned to: fewer where there are many runs, and never more than a chart has pixels for. */
export function pointsPerCurve(runs: number): number {
  return Math.max(100, Math.min(400, Math.floor(10_000 / Math.max(1, runs))));
}

/** What the page draws, from runs that were read with their curves. */
export function makeReportData(comparison: Comparison): {
  readonly data: ReportData;
  readonly notices: readonly Notice[];
} {
  const { runs, groups, keys, metrics } = comparison;
  const groupOf = new Map(groups.flatMap((group, index) => group.runs.map(({ run }) => [run, index])));
  const short = shortKeys(keys);
  const lines = (parts: readonly (readonly [string, string])[]): ReportChart['lines'] =>
    parts.map(([label, tag]) => ({ label, curves: runs.map(({ curves }) => curves.get(tag) ?? null) }));
  const tags = new Set(runs.flatMap(({ curves }) => [...curves.keys()]));
  const used = new Set([
    ...leading.flatMap((chart) => chart.lines.map(([, tag]) => tag)),
    ...metrics.map(({ name }) => name),
  ]);
  const rest = [...tags].filter((tag) => !used.has(tag)).sort();
  const charts: ReportChart[] = [
    ...leading
      .filter((chart) => chart.lines.some(([, tag]) => tags.has(tag)))
      .map((chart) => ({ title: chart.title, note: '', first: true, lines: lines(chart.lines) })),
    ...metrics.map(({ name, goal, differences }) => ({
      title: name,
      note: `${goal === 'minimize' ? 'lower' : 'higher'} is better${differences.length > 0 ? '; not measured alike' : ''}`,
      first: true,
      lines: lines([['', name]]),
    })),
    ...rest
      .slice(0, mostCharts)
      .map((tag) => ({ title: tag, note: '', first: false, lines: lines([['', tag]]) })),
  ];
  // The seed is no setting, unless nothing else differs.
  const settings = keys.length > 1 ? keys.filter((key) => key !== 'seed') : keys;
  const settingKeys = keys.filter((key) => !notSettings.has(key));
  const orderedBy =
    metrics.find(({ name }) => name === comparison.ranking?.by) ??
    metrics.find(({ differences }) => differences.length === 0);
  const medians = groups.map(({ samples: own }) =>
    orderedBy && orderedBy.differences.length === 0
      ? middleValue(own, orderedBy, comparison.which)
      : undefined,
  );
  const order = bestFirst([...medians.keys()], (at) => medians[at], orderedBy?.goal ?? 'minimize');
  const { samples, notices } = readSampleSteps(runs);
  const left: Notice[] =
    rest.length > mostCharts
      ? [
          {
            code: 'GANX_COMPARE_LEFT_OUT',
            message: `${rest.length - mostCharts} further curves are left out: ${rest.slice(mostCharts).join(', ')}.`,
          },
        ]
      : [];
  const data: ReportData = {
    runs: runs.map((one) => ({
      run: one.run,
      group: groupOf.get(one.run) ?? 0,
      seed: one.seed ?? null,
      ended: endOf(one),
      spec: one.specText,
    })),
    groups: groups.map((group, index) => ({
      label: group.label,
      runs: group.runs.map((run) => runs.indexOf(run)),
      settings: settingKeys.map((key) => cellText(group.runs[0]!.spec.get(key))),
      value: medians[index] === undefined ? null : shortNumber(medians[index]),
    })),
    settings: settingKeys.map((key) => short.get(key)!),
    order,
    orderedBy: orderedBy?.name ?? null,
    charts,
    axes: [
      ...settings.map((key) => ({
        name: key,
        title: short.get(key)!,
        kind: 'key' as const,
        values: runs.map(({ spec }) => spec.get(key)),
      })),
      // A metric that was not measured alike has no common axis.
      ...metrics
        .filter(({ differences }) => differences.length === 0)
        .map(({ name }) => ({
          name,
          title: name,
          kind: 'metric' as const,
          values: runs.map((run) => measuredValue(run, name, comparison.which)),
        })),
    ],
    samples,
  };
  return { data, notices: [...notices, ...left] };
}
