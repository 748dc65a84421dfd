export interface Points {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/**
 * Exponential moving average, freed of its pull towards zero at the start:
 *
 *   m_t = w m_(t-1) + (1 - w) y_t,  shown: m_t / (1 - w^t)
 */
export function smooth({ x, y }: Points, weight: number): Points {
  let mean = 0;
  let known = 0;
  return {
    x,
    y: y.map((value) => {
      mean = weight * mean + (1 - weight) * value;
      known = weight * known + (1 - weight);
      return mean / known;
    }),
  };
}

/** The curve's value at `x`, on the straight line between the points around it; undefined outside. */
export function valueAt(points: Points, x: number): number | undefined {
  const { x: xs, y: ys } = points;
  if (xs.length === 0 || x < xs[0]! || x > xs.at(-1)!) return undefined;
  let low = 0;
  let high = xs.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle]! <= x) low = middle;
    else high = middle;
  }
  const [x0, x1] = [xs[low]!, xs[high]!];
  if (x1 === x0) return ys[high];
  return ys[low]! + ((ys[high]! - ys[low]!) * (x - x0)) / (x1 - x0);
}

export interface Band extends Points {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/**
 * Median and quartiles over curves, wherever all of them reach: at the curves' own places, so that no value is shown that was not
 * measured, or at `most` even ones where those are more.
 */
export function bandOf(curves: readonly Points[], most = 400): Band | undefined {
  const used = curves.filter(({ x }) => x.length > 0);
  if (used.length < 2) return undefined;
  const from = Math.max(...used.map(({ x }) => x[0]!));
  const to = Math.min(...used.map(({ x }) => x.at(-1)!));
  if (!(to > from)) return undefined;
  const own = [...new Set(used.flatMap((curve) => curve.x))].filter((at) => at >= from && at <= to);
  const x =
    own.length <= most
      ? own.sort((a, b) => a - b)
      : Array.from({ length: most }, (_, i) => from + ((to - from) * i) / (most - 1));
  const spreads = x.map((at) => {
    const values = used.map((curve) => valueAt(curve, Math.min(at, to))!).sort((a, b) => a - b);
    return [0.25, 0.5, 0.75].map((q) => {
      const place = (values.length - 1) * q;
      const below = values[Math.floor(place)]!;
      return below + (values[Math.ceil(place)]! - below) * (place - Math.floor(place));
    });
  });
  return { x, low: spreads.map((s) => s[0]!), y: spreads.map((s) => s[1]!), high: spreads.map((s) => s[2]!) };
}
