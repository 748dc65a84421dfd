import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { ElementType, TypedArray } from '../graph/types.js';
import type { Attribute, Node, Value } from '../graph/value.js';

/**
 * Writes an ONNX ModelProto. Field numbers are those of onnx.proto3 (ONNX 1.19, IR version 10).
 * Only what the graph form needs is here: no subgraphs, no strings.
 */

export const OPSET = 21;
const IR_VERSION = 10;
const ELEMENT_CODE: Record<ElementType, number> = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 };
const ATTRIBUTE_KIND = { f: 1, i: 2, s: 3, fs: 6, is: 7 } as const;

export interface ModelSpec {
  nodes: readonly Node[];
  inputs: readonly Value[];
  outputs: readonly Value[];
  constants: readonly Value[];
  nameOf: (value: Value) => string;
  graphName?: string;
  metadata?: Readonly<Record<string, string>>;
  /** Name of a first output that is no tensor but an empty sequence. */
  emptySequence?: string;
  /** Sizes of an input or output, names for those that are open; left out: its shape. */
  dimensionsOf?: (value: Value) => readonly (number | string)[];
}

export function encodeModel(model: ModelSpec): Uint8Array {
  const w = new BinaryWriter();
  w.tag(1, WireType.Varint).int64(IR_VERSION);
  w.tag(2, WireType.LengthDelimited).string('ganx');
  message(w, 7, () => writeGraph(w, model));
  writeOpset(w, '', OPSET);
  for (const domain of new Set(model.nodes.map((node) => node.domain))) if (domain) writeOpset(w, domain, 1);
  for (const [key, value] of Object.entries(model.metadata ?? {})) {
    message(w, 14, () => {
      text(w, 1, key);
      text(w, 2, value);
    });
  }
  return w.finish();
}

function message(w: BinaryWriter, field: number, body: () => void): void {
  w.tag(field, WireType.LengthDelimited).fork();
  body();
  w.join();
}

function text(w: BinaryWriter, field: number, value: string): void {
  w.tag(field, WireType.LengthDelimited).string(value);
}

function writeOpset(w: BinaryWriter, domain: string, version: number): void {
  message(w, 8, () => {
    text(w, 1, domain);
    w.tag(2, WireType.Varint).int64(version);
  });
}

function writeGraph(w: BinaryWriter, model: ModelSpec): void {
  for (const [i, node] of model.nodes.entries()) message(w, 1, () => writeNode(w, node, i, model));
  text(w, 2, model.graphName ?? 'step');
  for (const value of model.constants) message(w, 5, () => writeTensor(w, value, model.nameOf(value)));
  for (const value of model.inputs) message(w, 11, () => writeValueInfo(w, value, model));
  if (model.emptySequence !== undefined) writeEmptySequence(w, model.emptySequence);
  for (const value of model.outputs) message(w, 12, () => writeValueInfo(w, value, model));
}

function writeNode(w: BinaryWriter, node: Node, index: number, model: ModelSpec): void {
  for (const input of node.inputs) text(w, 1, input ? model.nameOf(input) : '');
  for (const output of node.outputs) text(w, 2, model.nameOf(output));
  text(w, 3, `${node.origin || 'graph'}.${index}`);
  text(w, 4, node.op);
  for (const [name, attribute] of Object.entries(node.attributes)) {
    message(w, 5, () => writeAttribute(w, name, attribute));
  }
  if (node.domain) text(w, 7, node.domain);
}

function writeEmptySequence(w: BinaryWriter, name: string): void {
  message(w, 1, () => {
    text(w, 2, name);
    text(w, 4, 'SequenceEmpty');
  });
  const ofTensors = () => message(w, 1, () => w.tag(1, WireType.Varint).int32(ELEMENT_CODE.float32));
  message(w, 12, () => {
    text(w, 1, name);
    message(w, 2, () => message(w, 4, () => message(w, 1, ofTensors)));
  });
}

function writeAttribute(w: BinaryWriter, name: string, attribute: Attribute): void {
  text(w, 1, name);
  if ('f' in attribute) w.tag(2, WireType.Bit32).float(attribute.f);
  else if ('i' in attribute) w.tag(3, WireType.Varint).int64(attribute.i);
  else if ('s' in attribute) w.tag(4, WireType.LengthDelimited).bytes(new TextEncoder().encode(attribute.s));
  else if ('fs' in attribute) for (const f of attribute.fs) w.tag(7, WireType.Bit32).float(f);
  else for (const i of attribute.is) w.tag(8, WireType.Varint).int64(i);
  const kind = Object.keys(attribute)[0] as keyof typeof ATTRIBUTE_KIND;
  w.tag(20, WireType.Varint).int32(ATTRIBUTE_KIND[kind]);
}

function writeTensor(w: BinaryWriter, value: Value, name: string): void {
  const data = (value.leaf as { data: TypedArray }).data;
  for (const dim of value.shape) w.tag(1, WireType.Varint).int64(dim);
  w.tag(2, WireType.Varint).int32(ELEMENT_CODE[value.type]);
  text(w, 8, name);
  w.tag(9, WireType.LengthDelimited).bytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function writeValueInfo(w: BinaryWriter, value: Value, { nameOf, dimensionsOf }: ModelSpec): void {
  text(w, 1, nameOf(value));
  message(w, 2, () =>
    message(w, 1, () => {
      w.tag(1, WireType.Varint).int32(ELEMENT_CODE[value.type]);
      message(w, 2, () => {
        for (const size of dimensionsOf?.(value) ?? value.shape) {
          message(w, 1, () => {
            if (typeof size === 'string') text(w, 2, size);
            else w.tag(1, WireType.Varint).int64(size);
          });
        }
      });
    }),
  );
}
