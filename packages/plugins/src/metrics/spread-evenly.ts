/** `count` of the numbers 0 ... size - 1, as evenly as can be; all of them if there are no more. In rising order. */
export function spreadEvenly(count: number, size: number): Int32Array {
  const used = Math.min(count, size);
  return Int32Array.from({ length: used }, (_, i) => Math.floor((i * size) / used));
}
