import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { RunIoError } from '../errors.js';
import type { Json } from '../plugin/json.js';
import { recordPlugin } from '../plugin/origin.js';
import { changesOfEnvironment, recordEnvironment } from '../run/environment-record.js';
import { compareOrder, orderAfter } from '../run/run-order.js';
import { readStored } from '../run/stored/read-stored.js';
import { attemptFile, replaceFile } from '../run/write-file.js';
import { printSpec } from '../spec/index.js';
import { Journal, readJournal, type Stamped } from './journal.js';
import type { ValidSweep } from './load.js';
import { SweepState } from './state.js';

/** By what the user who began a sweep knows it again; see the journal. */
export interface SweepSeals {
  readonly pluginSeal?: string;
  readonly launcherSeal?: string;
}

/**
 * Makes the folder of a new sweep, `<sweeps>/<name>`, or `<name>-2`, `<name>-3` where that is taken: none is ever used again.
 *
 *   sweep.yaml        as it was written         experiment.yaml   resolved, for people
 *   journal.jsonl     what happened             trials/0000/      log.txt and the trial's run
 */
export function createSweepFolder(
  sweepsDirectory: string,
  sweep: ValidSweep,
  seals: SweepSeals = {},
): string {
  const { spec, experiment, experimentFile, hashes, text } = sweep;
  const before = listSweeps(resolve(sweepsDirectory)).map(({ order }) => order);
  const order = orderAfter(before, Date.now());
  const folder = claimFolder(resolve(sweepsDirectory), spec.name);
  replaceFile(join(folder, 'sweep.yaml'), text);
  replaceFile(join(folder, 'experiment.yaml'), printSpec(experiment.stored));
  replaceFile(join(folder, 'experiment.json'), `${JSON.stringify(experiment.stored.spec)}\n`);
  const { journal } = Journal.open(join(folder, 'journal.jsonl'));
  const { metric } = spec;
  const environment = recordEnvironment(experiment.stored.variables);
  const plugins = experiment.registry.plugins.filter(({ origin }) => origin).map(recordPlugin);
  journal.append({
    type: 'sweep',
    format: 'ganx-sweep/1',
    name: spec.name,
    experiment: experimentFile,
    method: spec.method.type,
    seeds: spec.seeds,
    ...(order === undefined ? {} : { order }),
    ...(metric ? { metric: { name: metric.name, goal: metric.goal, take: metric.take } } : {}),
    hashes,
    ...(environment && { environment }),
    ...(plugins.length === 0 ? {} : { plugins }),
    ...seals,
  });
  journal.close();
  return folder;
}

function claimFolder(sweeps: string, name: string): string {
  // A sweep's name is free text; a folder's is not.
  const safe = name.replace(/[^\w.-]+/g, '-').replace(/^[.-]+/, '') || 'sweep';
  attemptFile(sweeps, 'created', () => mkdirSync(sweeps, { recursive: true }));
  for (let n = 1; ; n++) {
    const folder = join(sweeps, n === 1 ? safe : `${safe}-${n}`);
    try {
      mkdirSync(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      return attemptFile(folder, 'created', () => {
        throw error;
      });
    }
  }
}

const isSweep = (folder: string): boolean => existsSync(join(folder, 'journal.jsonl'));

/** When a sweep began, by its journal: the times of folders are lost when they are copied. */
function beganAt(folder: string): number {
  try {
    const header = JSON.parse(firstLineOf(join(folder, 'journal.jsonl'))) as Partial<Stamped>;
    const order = header.type === 'sweep' ? (header.order ?? header.time) : undefined;
    return typeof order === 'number' && Number.isFinite(order) ? order : 0;
  } catch {
    // Killed before it began, or damaged.
    return 0;
  }
}

/** Without reading all that happened since. */
function firstLineOf(file: string): string {
  const open = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(65_536);
    return bytes.toString('utf8', 0, readSync(open, bytes)).split('\n', 1)[0]!;
  } finally {
    closeSync(open);
  }
}

/** Every sweep of a folder, the one that began first first. */
function listSweeps(sweeps: string): readonly { readonly folder: string; readonly order: number }[] {
  if (!existsSync(sweeps)) return [];
  return readdirSync(sweeps)
    .map((name) => join(sweeps, name))
    .filter(isSweep)
    .map((folder) => ({ folder, order: beganAt(folder) }))
    .sort(compareOrder);
}

/** By its folder, by its name below the sweeps' folder, or `latest`. */
export function findSweep(reference: string, sweepsDirectory: string): string {
  const sweeps = resolve(sweepsDirectory);
  const all = listSweeps(sweeps).map(({ folder }) => folder);
  const latest = reference === 'latest' ? all.at(-1) : undefined;
  const found = latest ?? [resolve(reference), join(sweeps, reference)].find(isSweep);
  if (found) return found;
  const names =
    all.length === 0 ? 'which has none' : `which has ${all.map((one) => basename(one)).join(', ')}`;
  throw new RunIoError(
    'GANX_SWEEP_MISSING',
    `There is no sweep "${reference}", neither as a folder nor in ${sweeps}, ${names}. \`--sweeps-dir\` names another folder of sweeps.`,
    { place: { path: sweeps } },
  );
}

/** From its journal alone; writes nothing. */
export const readSweep = (folder: string): SweepState =>
  SweepState.of(readJournal(join(folder, 'journal.jsonl')).entries);

/**
 * Whether the trials of a sweep may still be compared with those that it has.
 *
 * Errors     RunIoError GANX_SWEEP_CHANGED with what differs in the experiment.
 */
export function checkUnchanged(folder: string, { header }: SweepState, sweep: ValidSweep): void {
  const changed =
    header?.hashes.sweep !== sweep.hashes.sweep
      ? ['sweep.yaml in its folder']
      : header.hashes.experiment !== sweep.hashes.experiment
        ? differences(storedExperiment(folder), sweep.experiment.stored.spec as unknown as Json)
        : changesOfEnvironment(header.environment, sweep.experiment.stored.variables).map(({ what }) => what);
  if (changed.length === 0) return;
  const shown = changed.length > 5 ? [...changed.slice(0, 5), `${changed.length - 5} more`] : changed;
  throw new RunIoError(
    'GANX_SWEEP_CHANGED',
    `The sweep cannot go on: what its trials stand on has changed since it began (${shown.join('; ')}), and trials of before and after would not compare. Undo the change, or start a new sweep.`,
    { place: { path: folder } },
  );
}

const storedExperiment = (folder: string): Json =>
  readStored<Json>('experiment.json', join(folder, 'experiment.json'));

function differences(before: Json | undefined, after: Json | undefined, path = ''): readonly string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (isMap(before) && isMap(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => differences(before[key], after[key], path === '' ? key : `${path}.${key}`));
  }
  const show = (value: Json | undefined) => (value === undefined ? 'not there' : JSON.stringify(value));
  return [`${path} was ${show(before)}, is ${show(after)}`];
}

const isMap = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
