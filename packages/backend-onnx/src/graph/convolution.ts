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

/** What follows the products of a convolution: a bias [F] and an activation, an elementwise ONNX operation. */
export interface Epilogue {
  bias: Value | null;
  activation: { op: string; attributes: Attributes } | null;
}

export const NO_EPILOGUE: Epilogue = { bias: null, activation: null };

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

/** A conv2d or conv2dInputGrad with `activation`, a node that reads its result, done as a part of it. */
export function activatedConv2d(conv: Node, activation: Node): Value[] {
  const alpha = activation.attributes.alpha;
  const attributes = {
    ...conv.attributes,
    activation: { s: activation.op },
    ...(alpha ? { activationAlpha: alpha } : {}),
  };
  return makeNode(conv.op, conv.inputs, conv.outputs, attributes, conv.domain, conv.origin);
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

/** `inputs` are the convolution's inputs after rewriting. */
export function epilogueOf({ attributes }: Node, inputs: readonly (Value | null)[]): Epilogue {
  const { activation, activationAlpha } = attributes;
  return {
    bias: inputs[2] ?? null,
    activation: activation
      ? {
          op: (activation as { s: string }).s,
          attributes: activationAlpha ? { alpha: activationAlpha } : {},
        }
      : null,
  };
}

/** The activation of an epilogue, done on `x`. */
export function activate(x: Value, { activation }: Epilogue): Value {
  return activation ? makeNode(activation.op, [x], [x], activation.attributes)[0]! : x;
}
