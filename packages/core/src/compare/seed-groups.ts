import { type Goal, type Measured, middleOf } from '../ranking.js';
import { shortNumber } from '../short-number.js';
import { provenanceDifferences } from './comparability.js';
import { differingKeys, type FlatValue, shortKeys } from './flat-spec.js';
import { groupBy } from './group-by.js';
import type { Notice } from './notice.js';
import type { ComparedRun } from './read-run.js';
import { type Spread, spreadOf } from './statistics.js';

/** Verdicts that mean that training failed. */
const failures = new Set(['collapsed', 'overpowered', 'diverged']);

/** What names a run or says how it draws, and changes nothing else about it. */
export const notSettings: ReadonlySet<string> = new Set(['seed', 'name', 'description']);

/** Which of a run's values of a metric. */
export type Which = 'best' | 'last';

/** Runs of one configuration. */
export interface SeedGroup {
  /** What sets it apart from the other groups: `loss.type=hinge, discriminatorSteps=5`. */
  readonly label: string;
  /** All of them. */
  readonly runs: readonly ComparedRun[];
  /** The ones that count as samples: the newest of each seed. */
  readonly samples: readonly ComparedRun[];
  /** Share of the samples that ended with a verdict of collapsed, overpowered or diverged; undefined while none has ended. */
  readonly collapseRate: number | undefined;
  readonly ended: number;
  /** By metric; one that was measured in different ways within the group has none. */
  readonly spreads: ReadonlyMap<string, Readonly<Record<Which, Spread | undefined>>>;
}

/** Puts runs together whose specs differ in nothing but seed, name and description. */
export function groupBySettings(
  runs: readonly ComparedRun[],
  metrics: readonly string[],
): { readonly groups: readonly SeedGroup[]; readonly notices: readonly Notice[] } {
  const notices: Notice[] = [];
  const parts = [...groupBy(runs, settingsOf).values()];
  const specs = parts.map(([first]) => first!.spec);
  const keys = differingKeys(specs, notSettings);
  const short = shortKeys(keys);
  const labelsWith = (text: (value: FlatValue) => string): string[] =>
    specs.map((spec) =>
      keys
        .filter((key) => spec.has(key))
        .map((key) => `${short.get(key)}=${text(spec.get(key)!)}`)
        .join(', '),
    );
  // Short numbers, as long as they tell the configurations apart.
  const brief = labelsWith((value) => (typeof value === 'number' ? shortNumber(value) : String(value)));
  const labels = new Set(brief).size === brief.length ? brief : labelsWith(String);
  const groups = parts.map((part, index): SeedGroup => {
    const samples = [...groupBy(part, ({ seed, run }) => seed ?? run).values()].map((same) => newest(same));
    const label = labels[index]!;
    if (samples.length < part.length) {
      notices.push({
        code: 'GANX_COMPARE_SEED_TWICE',
        message: `${part.length} runs of ${label || part[0]!.run} have only ${samples.length} seeds; of each seed the newest counts.`,
      });
    }
    const ended = samples.filter(({ verdict }) => verdict && verdict.type !== 'interrupted');
    return {
      label: label || (part[0]!.run.split('/')[0] ?? ''),
      runs: part,
      samples,
      ended: ended.length,
      collapseRate:
        ended.length === 0
          ? undefined
          : ended.filter(({ verdict }) => failures.has(verdict!.type)).length / ended.length,
      spreads: new Map(
        metrics.flatMap((metric) => {
          if (provenanceDifferences(samples, metric).length > 0) return [];
          return [[metric, { best: spread(samples, metric, 'best'), last: spread(samples, metric, 'last') }]];
        }),
      ),
    };
  });
  return { groups, notices };
}

/** A run's value of a metric, if it is finite. */
export function measuredValue(run: ComparedRun, metric: string, which: Which): number | undefined {
  const value = run.metrics.get(metric)?.[which]?.value;
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

/**
 * The median by which a group is ranked. A run that measured the metric and has no finite value of it counts as the worst;
 * one that did not measure it yet is left out.
 */
export function middleValue(
  runs: readonly ComparedRun[],
  { name, goal }: { readonly name: string; readonly goal: Goal },
  which: Which,
): Measured {
  const measured = runs.filter(({ metrics }) => metrics.has(name));
  return middleOf(
    measured.map((run) => measuredValue(run, name, which) ?? Number.NaN),
    goal,
  );
}

function spread(runs: readonly ComparedRun[], metric: string, which: Which): Spread | undefined {
  return spreadOf(
    runs.map((run) => measuredValue(run, metric, which)).filter((value) => value !== undefined),
  );
}

/** A run whose spec could not be read is a group of its own. */
function settingsOf({ spec, run }: ComparedRun): string {
  return spec.size === 0 ? run : JSON.stringify([...spec].filter(([key]) => !notSettings.has(key)).sort());
}

function newest(runs: readonly ComparedRun[]): ComparedRun {
  const stampOf = ({ run }: ComparedRun) => run.slice(run.lastIndexOf('/') + 1);
  return runs.reduce((latest, run) => (stampOf(run) > stampOf(latest) ? run : latest));
}
