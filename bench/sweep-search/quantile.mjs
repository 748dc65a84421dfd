/** Linear between neighbours, as numpy's. */
export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  return at === low ? sorted[low] : sorted[low] + (at - low) * (sorted[low + 1] - sorted[low]);
}
