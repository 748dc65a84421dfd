import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { Compute } from '../../compute.js';
import type { Dataset } from '../../plugin/index.js';
import type { ManifestFacts } from '../../run/index.js';
import type { NewRunOptions, Plan, RunOptions } from '../api.js';

/** What a manifest says of a plan and its data, here and now. */
export function gatherFacts(
  { built, spec: { data, seed } }: Plan,
  {
    pluginSeal,
    recordsFolder = true,
    specYaml,
    versions,
  }: RunOptions & Pick<NewRunOptions, 'pluginSeal' | 'recordsFolder'>,
  { run, dataset, startedAt }: { readonly run: string; readonly dataset: Dataset; readonly startedAt: Date },
): ManifestFacts {
  const { stored } = built.experiment;
  return {
    run,
    seed,
    spec: stored.spec,
    variables: stored.variables,
    specYaml,
    backend: recordBackend(built.compute),
    versions: { ...coreVersions(), ...versions },
    plugins: built.registry.plugins,
    ...(pluginSeal !== undefined && { pluginSeal }),
    dataset: {
      type: data.type,
      fingerprint: dataset.fingerprint,
      drawn: dataset.drawn ?? false,
      info: { ...built.info, ...dataset.info },
    },
    directory: built.directory,
    recordsFolder,
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
  const core = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return {
    '@ganx/core': core.version,
    '@tensorflow/tfjs-core': tf.version_core,
    '@tensorflow/tfjs-layers': tfl.version_layers,
    node: process.version,
  };
}
