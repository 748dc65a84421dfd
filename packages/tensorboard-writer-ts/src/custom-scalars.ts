import { encodeMessage } from './record-buffer.js';
import type { Summary } from './summary.js';
import { writeStringTensor } from './tensor.js';

export const CUSTOM_SCALARS_TAG = 'custom_scalars__config__';

/** The layout of the Custom Scalars page. TensorBoard merges the layouts of all runs by the titles of categories. */
export interface CustomScalarsLayout {
  readonly categories: readonly CustomScalarsCategory[];
}

export interface CustomScalarsCategory {
  readonly title: string;
  /** Whether the category starts folded. Default false. */
  readonly closed?: boolean;
  readonly charts: readonly CustomScalarsChart[];
}

export type CustomScalarsChart =
  /** Curves together in one chart: the tags named, and those that a regular expression matches from their start. */
  | { readonly title: string; readonly tags: readonly (string | RegExp)[] }
  /** Curves with a band around them. */
  | { readonly title: string; readonly margin: readonly CustomScalarsBand[] };

export interface CustomScalarsBand {
  readonly value: string;
  readonly lower: string;
  readonly upper: string;
}

export function summarizeCustomScalars(layout: CustomScalarsLayout): Summary {
  const serialized = encodeMessage((out) => {
    for (const category of layout.categories) {
      out.message(2, () => {
        out.string(1, category.title);
        for (const chart of category.charts) {
          out.message(2, () => {
            out.string(1, chart.title);
            if ('tags' in chart) {
              out.message(2, () => {
                for (const tag of chart.tags) out.string(1, toExpression(tag), true);
              });
            } else {
              out.message(3, () => {
                for (const band of chart.margin) {
                  out.message(1, () => {
                    out.string(1, band.value);
                    out.string(2, band.lower);
                    out.string(3, band.upper);
                  });
                }
              });
            }
          });
        }
        if (category.closed === true) out.bool(3, true);
      });
    }
  });
  return { plugin: 'custom_scalars', writeValue: (out) => writeStringTensor(out, [], [serialized]) };
}

/** TensorBoard takes each entry for a Python regular expression and matches it from the start of a tag. */
function toExpression(tag: string | RegExp): string {
  return typeof tag === 'string' ? `^${tag.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$` : tag.source;
}
