/** Backends count the values of one tensor in 32 bits. */
export const mostValues = 2 ** 31 - 1;

export const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `4 GB`, `12.3 MB`: bytes in powers of 1024, to three digits. */
export function size(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${Number((bytes / 1024 ** step).toPrecision(3))} ${units[step]}`;
}
