import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PluginError } from '@ganx/core';
import type { TrainedNetwork } from '@ganx/core/engine';
import { hasStandardForm } from '@ganx/core/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { type layers, loadLayersModel } from '@tensorflow/tfjs-layers';

/** A layer that plain TensorFlow.js does not have. */
export interface CustomLayer {
  /** As the model names it. */
  readonly className: string;
  /** As its code names it. */
  readonly constructorName: string;
  /** What to import it from. */
  readonly from: string;
}

export interface TfjsExport {
  readonly files: readonly string[];
  readonly customLayers: readonly CustomLayer[];
}

const shardBytes = 4 * 1024 * 1024;

interface LayerEntry {
  readonly name: string;
  readonly class_name: string;
  readonly config: Record<string, unknown>;
  readonly inbound_nodes: readonly (readonly [string, number, number, object])[][];
}

interface Topology {
  readonly config: { readonly layers: readonly LayerEntry[] };
}

/**
 * A TensorFlow.js layers model: `model.json` and its weights in shards of 4 MiB. Layers that TensorFlow.js does not have
 * become the standard ones that compute the same, where they say which; the others are named.
 */
export async function writeTfjs(network: TrainedNetwork, folder: string): Promise<TfjsExport> {
  const { model } = network;
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (given) => {
      artifacts = given;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const { modelTopology, weightSpecs = [], weightData } = artifacts!;
  const lowered = lower(modelTopology as Topology, model.layers);
  const data = Buffer.concat([
    Buffer.from(tf.io.CompositeArrayBuffer.join(weightData) as ArrayBuffer),
    ...lowered.weights.map(({ data: own }) => Buffer.from(own.buffer, own.byteOffset, own.byteLength)),
  ]);
  const specs = [
    ...weightSpecs.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
    ...lowered.weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' as const })),
  ];
  const count = Math.max(1, Math.ceil(data.length / shardBytes));
  const paths = Array.from({ length: count }, (_, i) => `group1-shard${i + 1}of${count}.bin`);
  for (const [i, path] of paths.entries())
    writeFileSync(join(folder, path), data.subarray(i * shardBytes, (i + 1) * shardBytes));
  const json = {
    format: 'layers-model',
    generatedBy: `TensorFlow.js tfjs-layers v${tf.version_core}`,
    convertedBy: 'ganx',
    modelTopology: lowered.topology,
    weightsManifest: [{ paths, weights: specs }],
  };
  writeFileSync(join(folder, 'model.json'), JSON.stringify(json));
  return { files: ['model.json', ...paths], customLayers: customLayersOf(lowered.topology, model.layers) };
}

interface Lowered {
  readonly topology: Topology;
  readonly weights: {
    readonly name: string;
    readonly shape: readonly number[];
    readonly data: Float32Array;
  }[];
}

/** Replaces layers by their standard forms. The last of these keeps the name, so that whatever reads it still does. */
function lower(topology: Topology, all: readonly layers.Layer[]): Lowered {
  const weights: Lowered['weights'] = [];
  const entries = topology.config.layers.flatMap((entry): LayerEntry[] => {
    const layer = all.find(({ name }) => name === entry.name)!;
    if (!hasStandardForm(layer)) return [entry];
    const [shape] = [layer.input].flat();
    const form = layer.standardForm(shape!.shape.slice(1) as number[]);
    let from = entry.inbound_nodes;
    return form.map(({ className, config, weights: own = {} }, i) => {
      const name = i === form.length - 1 ? entry.name : `${entry.name}/${i}`;
      for (const [weight, value] of Object.entries(own))
        weights.push({ name: `${name}/${weight}`, ...value });
      const standard: LayerEntry = {
        name,
        class_name: className,
        config: { ...config, name, trainable: false },
        inbound_nodes: from,
      };
      from = [[[name, 0, 0, {}]]];
      return standard;
    });
  });
  return { topology: { ...topology, config: { ...topology.config, layers: entries } }, weights };
}

/** Class names with a `>` are by convention not TensorFlow.js's own; others are asked of its registry. */
function customLayersOf(topology: Topology, all: readonly layers.Layer[]): CustomLayer[] {
  const known = standardClasses();
  const names = new Set(
    topology.config.layers.map((entry) => entry.class_name).filter((name) => !known.has(name)),
  );
  return [...names].map((className) => ({
    className,
    constructorName: all.find((layer) => layer.getClassName() === className)!.constructor.name,
    from: className.startsWith('ganx>') ? '@ganx/plugins' : 'the plugin that the spec lists for it',
  }));
}

function standardClasses(): ReadonlySet<string> {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  return new Set(Object.keys(classNameMap));
}

/**
 * Loads an export as its users will and gives the function that it is. Classes that TensorFlow.js does not have are
 * registered from the network's own layers.
 *
 * Errors     PluginError GANX_EXPORT_LAYER for a layer that cannot be made anew from what it stores.
 */
export async function loadTfjs(
  json: object,
  data: Uint8Array,
  network: TrainedNetwork,
  { customLayers }: TfjsExport,
): Promise<{ readonly predict: (inputs: tf.Tensor[]) => tf.Tensor; readonly dispose: () => void }> {
  for (const { className } of customLayers) {
    const layer = network.model.layers.find((own) => own.getClassName() === className)!;
    tf.serialization.registerClass(
      layer.constructor as unknown as tf.serialization.SerializableConstructor<layers.Layer>,
    );
  }
  const { modelTopology, weightsManifest } = json as {
    modelTopology: object;
    weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[];
  };
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  const weightData = Uint8Array.from(data).buffer;
  try {
    const model = await loadLayersModel({ load: async () => ({ modelTopology, weightSpecs, weightData }) });
    return {
      predict: (inputs) => model.apply(inputs.length === 1 ? inputs[0]! : inputs) as tf.Tensor,
      dispose: () => model.dispose(),
    };
  } catch (cause) {
    const names = customLayers.map(({ className }) => className).join(', ');
    throw new PluginError(
      'GANX_EXPORT_LAYER',
      `The exported network cannot be loaded again: ${(cause as Error).message}.${names ? ` It has layers of plugins (${names}): a class must be makeable from what its getConfig() returns, or give its standardForm().` : ''}`,
      { cause },
    );
  }
}
