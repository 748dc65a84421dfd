import * as g from '../../graph/index.js';
import { FILTER_FIRST, TO_FIRST, TO_LAST } from './axis-orders.js';

function attributes(geometry: g.ConvGeometry, kernel: readonly number[]): g.Attributes {
  return {
    strides: { is: geometry.strides },
    dilations: { is: geometry.dilations },
    pads: { is: geometry.pads },
    group: { i: geometry.groups },
    kernel_shape: { is: kernel },
  };
}

/** ONNX Conv between transposes. Bias and activation come before the second one: ONNX Runtime makes them a part of Conv. */
export function convChannelsFirst(
  x: g.Value,
  filter: g.Value,
  geometry: g.ConvGeometry,
  outShape: g.Shape,
  epilogue = g.NO_EPILOGUE,
): g.Value {
  const [b, oh, ow, f] = outShape as [number, number, number, number];
  const y = g.makeNode(
    'Conv',
    [g.transpose(x, TO_FIRST), g.transpose(filter, FILTER_FIRST), ...(epilogue.bias ? [epilogue.bias] : [])],
    [{ type: 'float32', shape: [b, f, oh, ow] }],
    attributes(geometry, filter.shape.slice(0, 2)),
  )[0]!;
  return g.transpose(g.activate(y, epilogue), TO_LAST);
}

/** ONNX ConvTranspose between transposes. Rows of x that no window reached get zeros from output_padding. */
export function inputGradChannelsFirst(
  dy: g.Value,
  filter: g.Value,
  geometry: g.ConvGeometry,
  xShape: g.Shape,
  epilogue = g.NO_EPILOGUE,
): g.Value {
  const [b, h, w, c] = xShape as [number, number, number, number];
  const reach = (axis: 0 | 1) =>
    (dy.shape[axis + 1]! - 1) * geometry.strides[axis] +
    (filter.shape[axis]! - 1) * geometry.dilations[axis] +
    1 -
    geometry.pads[axis] -
    geometry.pads[axis + 2]!;
  // windows that reach further than x are cut off at the end
  const missing = [h - reach(0), w - reach(1)] as const;
  const [top, left, bottom, right] = geometry.pads;
  const cut = [top, left, bottom + Math.max(0, -missing[0]), right + Math.max(0, -missing[1])];
  const y = g.makeNode(
    'ConvTranspose',
    [g.transpose(dy, TO_FIRST), g.transpose(filter, FILTER_FIRST), ...(epilogue.bias ? [epilogue.bias] : [])],
    [{ type: 'float32', shape: [b, c, h, w] }],
    {
      ...attributes(geometry, filter.shape.slice(0, 2)),
      pads: { is: cut },
      output_padding: { is: missing.map((rows) => Math.max(0, rows)) },
    },
  )[0]!;
  return g.transpose(g.activate(y, epilogue), TO_LAST);
}

/**
 * A convolution with stride 1 as the transposed one of the turned filter, for few filters: ONNX Runtime multiplies by the filter first and
 * moves the few channels that come out, where `Conv` makes patches of the many that go in.
 */
export function convTransposed(
  x: g.Value,
  filter: g.Value,
  geometry: g.ConvGeometry,
  outShape: g.Shape,
  epilogue = g.NO_EPILOGUE,
): g.Value {
  const turned = g.turnGeometry(geometry, filter.shape);
  return inputGradChannelsFirst(x, g.turnFilter(filter), turned, outShape, epilogue);
}
