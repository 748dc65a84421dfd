import { checkDescription } from '../data/described.js';
import { checkLabels } from '../data/labels.js';
import { DataError, GanxError, PluginError } from '../errors.js';
import type { Dataset, DatasetInfo, RandomSource, Registry } from '../plugin/index.js';
import { RandomStreams } from '../random/index.js';
import { ownOptions } from '../spec/component-schema.js';
import type { ExperimentSpec } from '../spec/types.js';
import { nameGiven } from './expected-result.js';

interface DataRequest {
  readonly spec: ExperimentSpec;
  readonly registry: Registry;
  readonly directory: string;
}

/**
 * What is known of an experiment's data without reading its examples.
 *
 * Errors     DataError GANX_DATA; PluginError GANX_PLUGIN_RESULT.
 */
export async function describeData({ spec, registry, directory }: DataRequest): Promise<DatasetInfo> {
  const component = registry.get('dataset', spec.data.type);
  const random = new RandomStreams(spec.seed).below('data');
  let given: unknown;
  try {
    given = await component.describe(ownOptions('dataset', spec.data), { directory, random });
  } catch (cause) {
    throw fromDataset(cause, spec.data.type, 'describe', 'read');
  }
  return checkDescription(given, spec.data.type, 'describe');
}

/**
 * The examples.
 *
 * Errors     DataError GANX_DATA, GANX_DATA_LABELS; PluginError GANX_PLUGIN_RESULT.
 */
export async function loadDataset(
  { spec, registry, directory }: DataRequest,
  random: RandomSource,
): Promise<Dataset> {
  const { type } = spec.data;
  const component = registry.get('dataset', type);
  let dataset: Dataset;
  try {
    dataset = await component.load(ownOptions('dataset', spec.data), { directory, random });
  } catch (cause) {
    throw fromDataset(cause, type, 'load', 'loaded');
  }
  const complete = dataset?.info !== undefined && typeof dataset.train?.read === 'function';
  if (complete && typeof dataset.fingerprint === 'string') {
    checkDescription(dataset.info, type, 'load');
    checkLabels(dataset, type);
    return dataset;
  }
  throw new PluginError(
    'GANX_PLUGIN_RESULT',
    `The dataset ${type} gave ${nameGiven(dataset)} from its hook "load", but an object with info, train (with size and read) and fingerprint is expected.`,
    { place: { component: `dataset ${type}`, hook: 'load' } },
  );
}

function fromDataset(cause: unknown, type: string, hook: string, done: string): GanxError {
  if (cause instanceof GanxError) return cause;
  const said = cause instanceof Error ? cause.message : String(cause);
  return new DataError('GANX_DATA', `The dataset "${type}" cannot be ${done}: ${said}`, {
    place: { component: `dataset ${type}`, hook },
    cause,
  });
}
