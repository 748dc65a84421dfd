/** What is left of a stretch of a curve. */
interface Bucket {
  firstX: number;
  lastX: number;
  minX: number;
  min: number;
  maxX: number;
  max: number;
  sum: number;
  count: number;
}

/** A curve as points to draw, and as means to smooth. */
export interface CurvePoints {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Present where several points became one: the middle and the mean of each stretch. */
  readonly means?: { readonly x: readonly number[]; readonly y: readonly number[] };
}

/**
 * A curve in bounded memory, however long it is: stretches of equally many points, of which the smallest and the largest are
 * kept, so that no spike is lost. When there are twice as many stretches as wanted, neighbours are joined.
 *
 * Values that are not finite are counted, and leave no point.
 */
export class ThinCurve {
  #buckets: Bucket[] = [];
  #perBucket = 1;
  notFinite = 0;

  constructor(readonly wanted: number) {}

  add(x: number, y: number): void {
    if (!Number.isFinite(y)) {
      this.notFinite++;
      return;
    }
    const open = this.#buckets.at(-1);
    const point = { firstX: x, lastX: x, minX: x, min: y, maxX: x, max: y, sum: y, count: 1 };
    if (open && open.count < this.#perBucket) join(open, point);
    else this.#buckets.push(point);
    if (this.#buckets.length > 2 * this.wanted) {
      this.#perBucket *= 2;
      const joined: Bucket[] = [];
      for (let i = 0; i < this.#buckets.length; i += 2) {
        const bucket = this.#buckets[i]!;
        const next = this.#buckets[i + 1];
        if (next) join(bucket, next);
        joined.push(bucket);
      }
      this.#buckets = joined;
    }
  }

  points(): CurvePoints {
    const x: number[] = [];
    const y: number[] = [];
    for (const { minX, min, maxX, max } of this.#buckets) {
      const low = [minX, min] as const;
      const high = [maxX, max] as const;
      for (const [px, py] of minX === maxX ? [low] : minX < maxX ? [low, high] : [high, low]) {
        x.push(px);
        y.push(digits(py));
      }
    }
    if (this.#perBucket === 1) return { x, y };
    const means = {
      x: this.#buckets.map(({ firstX, lastX }) => Math.round((firstX + lastX) / 2)),
      y: this.#buckets.map(({ sum, count }) => digits(sum / count)),
    };
    return { x, y, means };
  }
}

function join(into: Bucket, next: Bucket): void {
  into.lastX = next.lastX;
  if (next.min < into.min) [into.min, into.minX] = [next.min, next.minX];
  if (next.max > into.max) [into.max, into.maxX] = [next.max, next.maxX];
  into.sum += next.sum;
  into.count += next.count;
}

/** More digits than a picture shows, fewer than a double has. */
function digits(value: number): number {
  return Number(value.toPrecision(6));
}
