import { describe, expect, it } from 'vitest';
import { decodeEvent } from './decode-event.js';
import { summarizeLayerGraph } from './layer-graph.js';
import { encodeMessage } from './record-buffer.js';

type Json = {
  config: { layers: { inbound_nodes?: unknown; config: Json['config'] }[]; input_layers?: unknown };
};

function rewritten(model: string | object): Json {
  const summary = summarizeLayerGraph('test', model);
  const bytes = encodeMessage((out) => out.message(5, () => out.message(1, () => summary.writeValue(out))));
  const [json] = decodeEvent(bytes).values[0]!.tensor!.data as Uint8Array[];
  return JSON.parse(Buffer.from(json!).toString());
}
const layer = (name: string, ...from: string[]): object => ({
  name,
  class_name: 'Dense',
  config: { name },
  inbound_nodes: from.length === 0 ? [] : [from.map((source) => [source, 0, 0, {}])],
});
const keras3 = (name: string): object => ({
  class_name: '__keras_tensor__',
  config: { keras_history: [name, 0, 0] },
});

describe('summarizeLayerGraph', () => {
  it('leaves out the inputs of a layer fed by the one before it, which every TensorBoard reads so', () => {
    const { config } = rewritten({
      config: { name: 'm', layers: [layer('a'), layer('b', 'a'), layer('c', 'b')] },
    });
    expect(config.layers.map((each) => each.inbound_nodes)).toEqual([[], undefined, undefined]);
  });

  it("writes other inputs in Keras 3's form", () => {
    const layers = [layer('a'), layer('b'), layer('c', 'a'), layer('d', 'b', 'c')];
    const { config } = rewritten({
      config: {
        name: 'm',
        layers,
        input_layers: [
          ['a', 0, 0],
          ['b', 0, 0],
        ],
      },
    });
    expect(config.layers.map((each) => each.inbound_nodes)).toEqual([
      [],
      [],
      [{ args: [keras3('a')], kwargs: {} }],
      [{ args: [keras3('b'), keras3('c')], kwargs: {} }],
    ]);
    expect(config.input_layers).toEqual(['a', 'b']);
  });

  it('leaves a Keras 3 model as it is', () => {
    const join = { ...layer('d'), inbound_nodes: [{ args: [[keras3('b'), keras3('a')]], kwargs: {} }] };
    const { config } = rewritten({ config: { name: 'm', layers: [layer('a'), layer('b'), join] } });
    expect(config.layers[2]!.inbound_nodes).toEqual([{ args: [keras3('b'), keras3('a')], kwargs: {} }]);
  });

  it('rewrites nested models, and does not take a nested model for a layer of a chain', () => {
    const inner = {
      ...layer('inner', 'a'),
      config: { name: 'inner', layers: [layer('x'), layer('y', 'x')] },
    };
    const { config } = rewritten({ config: { name: 'm', layers: [layer('a'), inner, layer('b', 'inner')] } });
    expect(config.layers[1]!.inbound_nodes).toEqual([{ args: [keras3('a')], kwargs: {} }]);
    expect(config.layers[1]!.config.layers[1]!.inbound_nodes).toBeUndefined();
    expect(config.layers[2]!.inbound_nodes).toEqual([{ args: [keras3('inner')], kwargs: {} }]);
  });

  it("leaves out the model's name where all layers carry it, for TensorBoard puts it before them", () => {
    const layers = [layer('m/a'), layer('m/b'), layer('m/c', 'm/a')];
    const { config } = rewritten({ config: { name: 'm', layers, input_layers: [['m/a', 0, 0]] } });
    expect(config.layers.map((each) => (each as { name?: string }).name)).toEqual(['a', 'b', 'c']);
    expect(config.layers.map((each) => (each.config as { name?: string }).name)).toEqual(['a', 'b', 'c']);
    expect(config.layers[2]!.inbound_nodes).toEqual([{ args: [keras3('a')], kwargs: {} }]);
    expect(config.input_layers).toEqual(['a']);
    const mixed = rewritten({ config: { name: 'm', layers: [layer('m/a'), layer('b')] } });
    expect(mixed.config.layers.map((each) => (each as { name?: string }).name)).toEqual(['m/a', 'b']);
  });

  it('takes JSON text and sequential models whose config is the list of layers', () => {
    const sequential = { class_name: 'Sequential', config: [{ class_name: 'Dense', config: { name: 'a' } }] };
    expect(rewritten(JSON.stringify(sequential)).config).toEqual({
      name: 'sequential',
      layers: [{ class_name: 'Dense', config: { name: 'a' } }],
    });
  });

  it.each([
    ['text that is no JSON', '{'],
    ['JSON that is no model', '[1]'],
    ['a model without layers', { config: { name: 'm', layers: [] } }],
    ['a layer without a config', { config: { name: 'm', layers: [1] } }],
  ])('refuses %s', (_, model) => {
    expect(() => summarizeLayerGraph('test', model)).toThrow(
      expect.objectContaining({ code: 'TBW_VALUE_INVALID' }),
    );
  });
});
