/** Values of the data onto pixels, and the marks of an axis. */
export interface Scale {
  readonly pixel: (value: number) => number;
  readonly marks: readonly { readonly value: number; readonly text: string }[];
}

/** From `low` to `high` onto the pixels `from` to `to`, with marks at 1, 2 or 5 times a power of ten. */
export function linearScale(low: number, high: number, from: number, to: number, wanted: number): Scale {
  const around = Math.abs(low) / 10 || 1;
  const [a, b] = flat(low, high) ? [low - around, high + around] : [low, high];
  const pixel = (value: number) => from + ((value - a) / (b - a)) * (to - from);
  const rough = (b - a) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999) ?? 10 * power;
  const values: number[] = [];
  for (let i = Math.ceil(a / step - 1e-9); i <= Math.floor(b / step + 1e-9); i++) values.push(i * step);
  return { pixel, marks: values.map((value) => ({ value, text: markText(value, step) })) };
}

/** The same for values above 0, with marks at powers of ten, or between them where there is no room for two. */
export function logScale(low: number, high: number, from: number, to: number, wanted: number): Scale {
  const [a, b] = flat(low, high) ? [low / 2, high * 2] : [low, high];
  const [la, lb] = [Math.log10(a), Math.log10(b)];
  const pixel = (value: number) => from + ((Math.log10(value) - la) / (lb - la)) * (to - from);
  const every = Math.max(1, Math.ceil((lb - la) / Math.max(1, wanted)));
  const factors = lb - la > 2 ? [1] : lb - la > 0.7 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9];
  const values: number[] = [];
  for (let power = Math.floor(la); power <= Math.ceil(lb); power += every) {
    for (const factor of factors) {
      const value = factor * 10 ** power;
      if (value >= a * 0.999 && value <= b * 1.001) values.push(value);
    }
  }
  return { pixel, marks: values.map((value) => ({ value, text: markText(value, value) })) };
}

/** Values that differ in their last digits only, as those of a smoothed constant do, have no range to mark. */
function flat(low: number, high: number): boolean {
  return !(high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high)));
}

function markText(value: number, step: number): string {
  if (Math.abs(value) < step / 1e6) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) return value.toExponential(1).replace('.0e', 'e').replace('e+', 'e');
  if (size >= 1e4) return `${Number((value / 1000).toPrecision(4))}k`;
  return String(Number(value.toPrecision(6)));
}
