/** `count` indices evenly over a split of `size` examples, the same at every call. */
export function spreadIndices(count: number, size: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => Math.floor((i * size) / count));
}
