import type { FlatValue } from '../flat-spec.js';
import type { CurvePoints } from '../thin-curve.js';

/** What the page of a comparison draws; everything in it may come from a run and is text to be escaped. */
export interface ReportData {
  readonly runs: readonly ReportRun[];
  readonly groups: readonly ReportGroup[];
  readonly charts: readonly ReportChart[];
  /** Titles of the keys that differ between configurations. */
  readonly settings: readonly string[];
  /** Configurations, the best first; in their own order where no metric says which is better. */
  readonly order: readonly number[];
  /** The metric that they are ordered by. */
  readonly orderedBy: string | null;
  readonly axes: readonly ReportAxis[];
  readonly samples: ReportSamples;
}

export interface ReportRun {
  readonly run: string;
  readonly group: number;
  readonly seed: number | null;
  readonly ended: string;
  readonly spec: string;
}

/** Runs of one configuration have one colour. */
export interface ReportGroup {
  readonly label: string;
  readonly runs: readonly number[];
  /** Its values of the keys that differ, short. */
  readonly settings: readonly string[];
  /** Its median of the metric that orders them, short. */
  readonly value: string | null;
}

export interface ReportChart {
  readonly title: string;
  /** Which way is better, or that the values do not compare. */
  readonly note: string;
  /** Shown without being asked for. */
  readonly first: boolean;
  readonly lines: readonly {
    /** Where a chart has several: `D(x)`. */
    readonly label: string;
    /** One for each run. */
    readonly curves: readonly (CurvePoints | null)[];
  }[];
}

export interface ReportAxis {
  readonly name: string;
  readonly title: string;
  /** Of the spec, or measured. */
  readonly kind: 'key' | 'metric';
  /** One for each run. */
  readonly values: readonly (FlatValue | undefined)[];
}

export interface ReportSamples {
  readonly iterations: readonly number[];
  /** By iteration, then by run: a data URI, or nothing. */
  readonly images: readonly (readonly (string | null)[])[];
  /** By run: runs with the same text drew the same latents. */
  readonly latents: readonly string[];
}
