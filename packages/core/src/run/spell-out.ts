/** For `JSON.stringify`: numbers that JSON does not have become "NaN", "Infinity" and "-Infinity", as in `metrics.jsonl`. */
export function spellOut(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
