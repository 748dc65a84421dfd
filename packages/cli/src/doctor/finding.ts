export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  /** What was found, or what it would need. */
  readonly detail: string;
}
