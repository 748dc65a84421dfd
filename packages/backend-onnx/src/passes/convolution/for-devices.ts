import * as g from '../../graph/index.js';
import { EXCHANGED, FILTER_BACK, FILTER_FIRST, TO_FIRST, TO_LAST } from './axis-orders.js';

type Shape4 = [number, number, number, number];

const alongBoth = <T>(of: (axis: 0 | 1) => T): [T, T] => [of(0), of(1)];

/**
 * The gradient of a convolution's input as ONNX ConvTranspose with as much padding after the image as before it, the rest cut
 * off: cuDNN knows no other padding, and ONNX Runtime takes any other to the processor, with copies there and back (seven of
 * the nine of a DCGAN, 48 of its 80 ms per iteration).
 */
export function inputGradSymmetric(
  dy: g.Value,
  filter: g.Value,
  geometry: g.ConvGeometry,
  xShape: g.Shape,
): g.Value {
  const [b, h, w, c] = xShape as Shape4;
  const { strides, dilations, groups } = geometry;
  const kernel = filter.shape.slice(0, 2);
  const [rows, columns] = alongBoth((axis) => {
    const full = (dy.shape[axis + 1]! - 1) * strides[axis] + (kernel[axis]! - 1) * dilations[axis] + 1;
    const before = geometry.pads[axis];
    // what is to go at the end; less than nothing where no window reached the last rows
    const after = full - before - [h, w][axis]!;
    const pad = Math.min(before, Math.max(0, after));
    const extra = Math.max(0, -after);
    return { pad, extra, begin: before - pad, size: full - 2 * pad + extra };
  });
  const y = g.makeNode(
    'ConvTranspose',
    [g.transpose(dy, TO_FIRST), g.transpose(filter, FILTER_FIRST)],
    [{ type: 'float32', shape: [b, c, rows.size, columns.size] }],
    {
      strides: { is: strides },
      dilations: { is: dilations },
      pads: { is: [rows.pad, columns.pad, rows.pad, columns.pad] },
      output_padding: { is: [rows.extra, columns.extra] },
      group: { i: groups },
      kernel_shape: { is: kernel },
    },
  )[0]!;
  const cut = g.slice(y, {
    begin: [0, 0, rows.begin, columns.begin],
    end: [b, c, rows.begin + h, columns.begin + w],
  });
  return g.transpose(cut, TO_LAST);
}

/**
 * The gradient of a filter as one ONNX Conv: batch and channels change places, dy is the filter, and stride and dilation
 * change places too. As products of patches it takes one operation per tap and more, each of which a GPU waits for.
 *
 *   dW[a,j,c,f] = sum over n, r, o of  x[n, s r + d a - top, s o + d j - left, c] * dy[n, r, o, f]
 */
export function filterGradExchanged(
  x: g.Value,
  dy: g.Value,
  geometry: g.ConvGeometry,
  filterShape: g.Shape,
): g.Value {
  const [kh, kw, c, f] = filterShape as Shape4;
  const [top, left] = geometry.pads;
  const { strides, dilations } = geometry;
  const [rows, columns] = alongBoth((axis) => {
    const reach = (dy.shape[axis + 1]! - 1) * strides[axis] + 1;
    const before = [top, left][axis]!;
    const size = x.shape[axis + 1]!;
    const after = Math.max(0, ([kh, kw][axis]! - 1) * dilations[axis] + reach - before - size);
    return { after, taps: Math.floor((size + before + after - reach) / dilations[axis]) + 1 };
  });
  const y = g.makeNode(
    'Conv',
    [g.transpose(x, EXCHANGED), g.transpose(dy, EXCHANGED)],
    [{ type: 'float32', shape: [c, f, rows.taps, columns.taps] }],
    {
      strides: { is: dilations },
      dilations: { is: strides },
      pads: { is: [top, left, rows.after, columns.after] },
      group: { i: 1 },
      kernel_shape: { is: dy.shape.slice(1, 3) },
    },
  )[0]!;
  // rows that no window reaches make more taps than there are
  const taps = g.slice(y, { begin: [0, 0, 0, 0], end: [c, f, kh, kw] });
  return g.transpose(taps, FILTER_BACK);
}
