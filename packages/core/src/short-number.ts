/** 8, 0.61, 12.3, 1.2e-7: short, with the digits that matter. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return String(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(2);
  if (size < 0.1) return String(Number(value.toPrecision(3)));
  if (size >= 100) return value.toFixed(1).replace(/\.0$/, '');
  if (size >= 10) return value.toFixed(2);
  return value.toFixed(3);
}
