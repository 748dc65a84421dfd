import type { Breather } from '@ganx/core/plugin';

/** The lower half of a symmetric band matrix: row after row, `width` places before the diagonal and it. */
export class Band {
  readonly #values: Float64Array;
  /** One place more than the band, for what a rotation moves out of it. */
  readonly #row: number;

  constructor(
    readonly size: number,
    readonly width: number,
  ) {
    this.#row = width + 2;
    this.#values = new Float64Array(size * this.#row);
  }

  /** At a row and a column not behind it. */
  get(i: number, j: number): number {
    return this.#values[i * this.#row + i - j]!;
  }

  set(i: number, j: number, value: number): void {
    this.#values[i * this.#row + i - j] = value;
  }

  /** To three diagonals by rotations of neighbours; what each moves out of the band is chased down it. */
  async toTridiagonal(breather: Breather): Promise<{ diagonal: Float64Array; beside: Float64Array }> {
    const { size, width } = this;
    for (let column = 0; column < size - 2; column++) {
      for (let i = Math.min(column + width, size - 1); i > column + 1; i--) {
        // The entry at (q, from) is turned into (q - 1, from).
        let from = column;
        for (let q = i; q < size; q += width) {
          if (this.get(q, from) === 0) break;
          this.#rotate(q, from);
          from = q - 1;
        }
      }
      await breather.rest();
    }
    const diagonal = Float64Array.from({ length: size }, (_, i) => this.get(i, i));
    const beside = Float64Array.from({ length: size }, (_, i) => (i + 1 < size ? this.get(i + 1, i) : 0));
    return { diagonal, beside };
  }

  /** Rotates rows and columns q - 1 and q, so that the entry at (q, column) becomes 0. */
  #rotate(q: number, column: number): void {
    const p = q - 1;
    const [values, row] = [this.#values, this.#row];
    const [x, y] = [this.get(p, column), this.get(q, column)];
    const r = Math.hypot(x, y);
    const [c, s] = [x / r, y / r];
    this.set(p, column, r);
    this.set(q, column, 0);
    for (let j = column + 1, a = p * row + p - j, b = q * row + q - j; j < p; j++, a--, b--) {
      const [u, v] = [values[a]!, values[b]!];
      values[a] = c * u + s * v;
      values[b] = c * v - s * u;
    }
    const [pp, pq, qq] = [this.get(p, p), this.get(q, p), this.get(q, q)];
    this.set(p, p, c * c * pp + 2 * c * s * pq + s * s * qq);
    this.set(q, q, s * s * pp - 2 * c * s * pq + c * c * qq);
    this.set(q, p, c * s * (qq - pp) + (c * c - s * s) * pq);
    const last = Math.min(this.size - 1, p + this.width);
    for (let i = q + 1; i <= last; i++) {
      const at = i * row + i - q;
      const [u, v] = [values[at + 1]!, values[at]!];
      values[at + 1] = c * u + s * v;
      values[at] = c * v - s * u;
    }
    // Row p + width + 1 reaches column q only; its share in column p is what leaves the band.
    if (q + this.width < this.size) {
      const at = (q + this.width) * row + this.width;
      values[at + 1] = s * values[at]!;
      values[at]! *= c;
    }
  }
}
