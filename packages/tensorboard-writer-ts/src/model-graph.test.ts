import { describe, expect, it } from 'vitest';
import { encodeModelGraph } from './model-graph.js';
import { wireFields } from './wire-reader.js';

interface Node {
  readonly name: string;
  readonly op: string;
  readonly inputs: string[];
  readonly attributes: Record<string, string>;
}

/** The nodes of a serialized GraphDef. */
function nodesOf(bytes: Uint8Array): Node[] {
  const text = (start: number, end: number) => Buffer.from(bytes.subarray(start, end)).toString();
  return [...wireFields(bytes, 0, bytes.length)]
    .filter(({ field }) => field === 1)
    .map((message) => {
      const node = { name: '', op: '', inputs: [] as string[], attributes: {} as Record<string, string> };
      for (const { field, start, end } of wireFields(bytes, message.start, message.end)) {
        if (field === 1) node.name = text(start, end);
        else if (field === 2) node.op = text(start, end);
        else if (field === 3) node.inputs.push(text(start, end));
        else {
          const [key, value] = [...wireFields(bytes, start, end)];
          const [inner] = [...wireFields(bytes, value!.start, value!.end)];
          node.attributes[text(key!.start, key!.end)] = text(inner!.start, inner!.end);
        }
      }
      return node;
    });
}
const layer = (name: string, from: string[], config: object = {}): object => ({
  name,
  class_name: 'Dense',
  config: { name, ...config },
  inbound_nodes: from.length === 0 ? [] : [from.map((source) => [source, 0, 0, {}])],
});
const inputsOf = (model: object) =>
  Object.fromEntries(
    nodesOf(encodeModelGraph('test', { g: model })).map(({ name, inputs }) => [name, inputs]),
  );

describe('encodeModelGraph', () => {
  it('gives each model a scope and each layer a node with its class, its inputs and its settings', () => {
    const first = {
      config: {
        name: 'x',
        layers: [layer('a', []), layer('b', ['a'], { units: 3, bias: false, size: [2, 2], nothing: null })],
      },
    };
    const second = { config: { name: 'y', layers: [layer('a', [])] } };
    expect(nodesOf(encodeModelGraph('test', { one: first, two: second }))).toEqual([
      { name: 'one/a', op: 'Dense', inputs: [], attributes: {} },
      {
        name: 'one/b',
        op: 'Dense',
        inputs: ['one/a'],
        attributes: { units: '3', bias: 'false', size: '[2,2]' },
      },
      { name: 'two/a', op: 'Dense', inputs: [], attributes: {} },
    ]);
  });

  it('keeps the shape of what a layer gives where its JSON tells it, and where it is an input', () => {
    const model = {
      config: {
        layers: [
          { ...layer('image', [], { batch_input_shape: [null, 28, 28, 1] }), class_name: 'InputLayer' },
          { ...layer('dense', ['image']), output_shape: [null, 300] },
          layer('unknown', ['dense'], { units: 1 }),
          { ...layer('odd', ['unknown']), output_shape: 'wide' },
        ],
      },
    };
    const open = '12 0b 08 ff ff ff ff ff ff ff ff ff 01';
    // AttrValue.list.shape: TensorShapeProto with one message per size.
    const shapes = nodesOf(encodeModelGraph('test', { g: model })).map(({ attributes }) => attributes);
    expect(shapes.map((own) => '_output_shapes' in own)).toEqual([true, true, false, false]);
    const bytes = Buffer.from(encodeModelGraph('test', { g: model })).toString('hex');
    const hex = (text: string) => text.replaceAll(' ', '');
    expect(bytes).toContain(hex(`3a 19 ${open} 12 02 08 1c 12 02 08 1c 12 02 08 01`));
    expect(bytes).toContain(hex(`3a 12 ${open} 12 03 08 ac 02`));
  });

  it('feeds a layer of a sequential model by the one before it', () => {
    const plain = (name: string) => ({ class_name: 'Dense', config: { name } });
    expect(inputsOf({ config: [plain('a'), plain('b')] })).toEqual({ 'g/a': [], 'g/b': ['g/a'] });
  });

  it('leads edges into a nested model, input by input, and out of its output', () => {
    const inner = {
      ...layer('inner', ['b', 'a']),
      config: {
        name: 'inner',
        layers: [layer('x', []), layer('y', []), layer('sum', ['x', 'y']), layer('unused', ['x'])],
        input_layers: [
          ['x', 0, 0],
          ['y', 0, 0],
        ],
        output_layers: [['sum', 0, 0]],
      },
    };
    const model = {
      config: { name: 'm', layers: [layer('a', []), layer('b', []), inner, layer('c', ['inner'])] },
    };
    expect(inputsOf(model)).toEqual({
      'g/a': [],
      'g/b': [],
      'g/inner/x': ['g/b'],
      'g/inner/y': ['g/a'],
      'g/inner/sum': ['g/inner/x', 'g/inner/y'],
      'g/inner/unused': ['g/inner/x'],
      'g/c': ['g/inner/sum'],
    });
  });

  it("leaves out the model's name where its layers carry it", () => {
    const model = {
      config: { name: 'critic', layers: [layer('critic/a', []), layer('critic/b', ['critic/a'])] },
    };
    expect(inputsOf(model)).toEqual({ 'g/a': [], 'g/b': ['g/a'] });
  });

  it('feeds the first input of a model by the output of another', () => {
    const made = { config: { name: 'made', layers: [layer('z', []), layer('x', ['z'])] } };
    const judge = {
      config: {
        name: 'judge',
        layers: [layer('labels', []), layer('image', []), layer('score', ['image', 'labels'])],
        input_layers: [
          ['image', 0, 0],
          ['labels', 0, 0],
        ],
      },
    };
    const nodes = nodesOf(encodeModelGraph('test', { made, judge }, { feeds: { judge: 'made' } }));
    const inputs = Object.fromEntries(nodes.map(({ name, inputs }) => [name, inputs]));
    expect(inputs['judge/image']).toEqual(['made/x']);
    expect(inputs['judge/labels']).toEqual([]);
    for (const feeds of [{ judge: 'nobody' }, { nobody: 'made' }] as Record<string, string>[])
      expect(() => encodeModelGraph('test', { made, judge }, { feeds })).toThrow(
        expect.objectContaining({ code: 'TBW_VALUE_INVALID' }),
      );
  });
});
