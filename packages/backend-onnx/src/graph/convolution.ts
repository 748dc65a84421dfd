import type { Shape } from './types.js';
import { type Attributes, makeNode, type Node, type Value } from './value.js';

/** A two-dimensional convolution, channels last. Filters are [KH,KW,C/groups,F]. */
export interface ConvGeometry {
  strides: readonly [number, number];
  dilations: readonly [number, number];
  /** top, left, bottom, right */
  pads: readonly [number, number, number, number];
  groups: number;
}

export const GANX_DOMAIN = 'ganx';

function attributesOf(g: ConvGeometry): Attributes {
  return {
    strides: { is: g.strides },
    dilations: { is: g.dilations },
    pads: { is: g.pads },
    groups: { i: g.groups },
  };
}

/** x [B,H,W,C] and filter [KH,KW,C/g,F] to [B,OH,OW,F]. A pass lowers it to what ONNX has. */
export function conv2d(x: Value, filter: Value, geometry: ConvGeometry, outShape: Shape): Value {
  return makeNode(
    'Conv2D',
    [x, filter],
    [{ type: x.type, shape: outShape }],
    attributesOf(geometry),
    GANX_DOMAIN,
  )[0]!;
}

/** What conv2d passes back to x: dy [B,OH,OW,F] to [B,H,W,C]. Also the transposed convolution. */
export function conv2dInputGrad(dy: Value, filter: Value, geometry: ConvGeometry, xShape: Shape): Value {
  const attributes = attributesOf(geometry);
  return makeNode(
    'Conv2DInputGrad',
    [dy, filter],
    [{ type: dy.type, shape: xShape }],
    attributes,
    GANX_DOMAIN,
  )[0]!;
}

/** What conv2d passes back to the filter. */
export function conv2dFilterGrad(x: Value, dy: Value, geometry: ConvGeometry, filterShape: Shape): Value {
  const attributes = attributesOf(geometry);
  return makeNode(
    'Conv2DFilterGrad',
    [x, dy],
    [{ type: x.type, shape: filterShape }],
    attributes,
    GANX_DOMAIN,
  )[0]!;
}

export function geometryOf(node: Node): ConvGeometry {
  const list = (name: string) => (node.attributes[name] as { is: readonly number[] }).is;
  return {
    strides: list('strides') as [number, number],
    dilations: list('dilations') as [number, number],
    pads: list('pads') as [number, number, number, number],
    groups: (node.attributes.groups as { i: number }).i,
  };
}
