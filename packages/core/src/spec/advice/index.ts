import type { OpenedExperiment } from '../../experiment/opened.js';
import type { ValidSpec } from '../load.js';
import { isConditional } from '../semantics/view.js';
import { askComponents } from './components.js';
import { adviseScoreRange } from './score-range.js';
import { adviseSize } from './size.js';
import { adviseBound, adviseLazy, adviseMixing } from './slope.js';
import { adviseAccuracy, adviseDivergence } from './stopping.js';
import { type AdviceView, adviceView, type Networks, type Placed } from './view.js';

/** One advice at its place in the files, as `ganx check --json` prints it. */
export interface SpecAdvice {
  readonly code: string;
  /** Absolute path of the file, or `command line` for overrides. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Dotted place in the experiment, as overrides write it. */
  readonly path: string;
  /** What was seen, what comes of it, and where that is known from. */
  readonly message: string;
  /** An override that mends it; null where none does alone. */
  readonly override: string | null;
}

const advisers: readonly ((view: AdviceView) => readonly Placed[])[] = [
  askComponents,
  adviseScoreRange,
  adviseBound,
  adviseMixing,
  adviseAccuracy,
  adviseLazy,
  adviseDivergence,
  adviseSize,
];

/**
 * What is allowed and known to go badly: from what components declare, and what they say themselves. In the order of the
 * files; without the codes that the spec ignores. What one override mends at one place is told once.
 */
export function adviseExperiment(
  loaded: ValidSpec,
  experiment: OpenedExperiment,
  networks: Networks,
): readonly SpecAdvice[] {
  const seen = { ...experiment, loaded, conditional: isConditional(experiment) };
  const view = adviceView(seen, networks);
  const ignored = new Set(loaded.spec.advice?.ignore);
  const told = new Map<string, SpecAdvice>();
  for (const { code, path, message, source, override } of advisers.flatMap((advise) => advise(view))) {
    if (ignored.has(code)) continue;
    const { file, line, column } = loaded.locate(path);
    const reason = source === undefined ? message : `${message} (${source})`;
    const key = override ?? `${code} ${path}`;
    if (!told.has(key))
      told.set(key, { code, file, line, column, path, message: reason, override: override ?? null });
  }
  const order = new Map(loaded.sources.map(({ file }, i) => [file, i]));
  return [...told.values()].sort(
    (a, b) => (order.get(a.file) ?? -1) - (order.get(b.file) ?? -1) || a.line - b.line || a.column - b.column,
  );
}
