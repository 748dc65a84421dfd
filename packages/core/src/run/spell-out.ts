/** For `JSON.stringify`: numbers that JSON does not have become "NaN", "Infinity" and "-Infinity", as in `metrics.jsonl`. */
export function spellOut(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

/** The number that was written so; undefined for anything else, such as null or an empty text, which would count as 0. */
export function readSpelledOut(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : undefined;
}
