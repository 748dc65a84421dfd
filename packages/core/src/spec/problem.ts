/** One mistake in a spec, where it stands, and how to mend it. This is what `ganx check --json` prints. */
export interface SpecProblem {
  /** Stable, `GANX_SPEC_...`; `specCodes` says what each means. `ganx check` lists other failures with their own code, in line 1. */
  readonly code: string;
  /** Absolute path of the file, or `command line` for overrides. */
  readonly file: string;
  /** From 1. For an override: the number of the argument. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** Dotted place in the experiment, as overrides write it: `generator.layers.3.filters`. */
  readonly path: string;
  /** What was seen, what was expected, how to mend it. */
  readonly message: string;
  /** Near misses, best first. */
  readonly suggestions: readonly string[];
}
