import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { Compute } from '../compute.js';
import { DataError, GanxError, PluginError } from '../errors.js';
import type { Dataset } from '../plugin/index.js';
import type { ManifestFacts } from '../run/index.js';
import type { NewRunOptions, Plan, RunOptions } from './api.js';
import type { Built } from './build.js';
import { nameGiven } from './expected-result.js';
import { ownOptions } from './options.js';

export async function loadDataset({ spec, registry, directory, streams }: Built): Promise<Dataset> {
  const component = registry.get('dataset', spec.data.type);
  let dataset: Dataset;
  try {
    dataset = await component.load(ownOptions(component, spec.data) as never, {
      directory,
      random: streams.below('data'),
    });
  } catch (cause) {
    if (cause instanceof GanxError) throw cause;
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new DataError('GANX_DATA', `The dataset "${spec.data.type}" cannot be loaded: ${said}`, {
      place: { component: `dataset ${spec.data.type}`, hook: 'load' },
      cause,
    });
  }
  const complete = dataset?.info !== undefined && typeof dataset.train?.read === 'function';
  if (complete && typeof dataset.fingerprint === 'string') return dataset;
  throw new PluginError(
    'GANX_PLUGIN_RESULT',
    `The dataset ${spec.data.type} gave ${nameGiven(dataset)} from its hook "load", but an object with info, train (with size and read) and fingerprint is expected.`,
    { place: { component: `dataset ${spec.data.type}`, hook: 'load' } },
  );
}

/** What a manifest says of a plan and its data, here and now. */
export function gatherFacts(
  { built, spec }: Plan,
  { pluginSeal, specYaml, versions }: RunOptions & Pick<NewRunOptions, 'pluginSeal'>,
  { run, dataset, startedAt }: { readonly run: string; readonly dataset: Dataset; readonly startedAt: Date },
): ManifestFacts {
  return {
    run,
    seed: spec.seed,
    spec,
    specYaml,
    backend: recordBackend(built.compute),
    versions: { ...coreVersions(), ...versions },
    plugins: built.registry.plugins,
    ...(pluginSeal !== undefined && { pluginSeal }),
    dataset: {
      type: spec.data.type,
      fingerprint: dataset.fingerprint,
      drawn: dataset.drawn ?? false,
      info: dataset.info,
    },
    directory: built.directory,
    startedAt,
  };
}

function recordBackend({ backend, description, device, bits }: Compute): ManifestFacts['backend'] {
  return {
    name: backend,
    description,
    ...(device !== undefined && { device }),
    ...(bits !== undefined && { bits }),
  };
}

function coreVersions(): Record<string, string> {
  const core = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return {
    '@ganx/core': core.version,
    '@tensorflow/tfjs-core': tf.version_core,
    '@tensorflow/tfjs-layers': tfl.version_layers,
    node: process.version,
  };
}
