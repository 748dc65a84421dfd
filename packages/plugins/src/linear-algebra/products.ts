import type { Breather } from '@ganx/core/plugin';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type Dense, rowsOf } from './dense.js';
import { productModel } from './product-model.js';

/** Multiply-adds in one call: a few tens of milliseconds. */
const workPerCall = 5e8;

/**
 * Products of float64 matrices by ONNX Runtime, whose kernels are as fast as a BLAS, in pieces between which the event loop
 * turns.
 */
export class Products {
  readonly #session: InferenceSession;
  readonly #breather: Breather;

  private constructor(session: InferenceSession, breather: Breather) {
    this.#session = session;
    this.#breather = breather;
  }

  static async open(breather: Breather): Promise<Products> {
    return new Products(await InferenceSession.create(productModel(), { logSeverityLevel: 3 }), breather);
  }

  async close(): Promise<void> {
    await this.#session.release();
  }

  /** `a b^T`: [m,k] and [n,k] to [m,n]. */
  async times(a: Dense, b: Dense): Promise<Dense> {
    const step = Math.max(1, Math.min(a.rows, Math.floor(workPerCall / (a.columns * b.rows))));
    if (step === a.rows) return this.#call(a, b);
    const values = new Float64Array(a.rows * b.rows);
    for (let from = 0; from < a.rows; from += step) {
      const part = await this.#call(rowsOf(a, from, Math.min(a.rows, from + step)), b);
      values.set(part.values, from * b.rows);
    }
    return { rows: a.rows, columns: b.rows, values };
  }

  async #call(a: Dense, b: Dense): Promise<Dense> {
    await this.#breather.rest();
    const tensor = (m: Dense) => new Tensor('float64', m.values, [m.rows, m.columns]);
    const { C } = await this.#session.run({ A: tensor(a), B: tensor(b) });
    return { rows: a.rows, columns: b.rows, values: C!.data as Float64Array };
  }
}
