import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { OptionsError } from '../errors.js';
import type { Launcher, Pruner, Search } from '../plugin/index.js';
import type { Json } from '../plugin/json.js';
import type { Registry } from '../plugin/registry.js';
import { encodeExact } from '../run/stored/exact-json.js';
import { nameFromFile } from '../spec/defaults.js';
import {
  type LoadOptions,
  loadExperiment,
  ownOptions,
  type SourceText,
  type SpecProblem,
  type ValidSpec,
} from '../spec/index.js';
import { dropOwnKeys } from '../spec/own-keys.js';
import { join, split } from '../spec/path.js';
import { problemAt } from '../spec/place.js';
import { settle } from '../spec/settle.js';
import { readSource } from '../spec/source.js';
import { clone, type MapNode, nodeAt, placeOf, toJson } from '../spec/tree.js';
import { validateMap } from '../spec/validate.js';
import { nameValue, quote } from '../spec/words.js';
import { parseYaml } from '../spec/yaml.js';
import { asArguments } from './argument.js';
import { carriedAxes } from './carried-axes.js';
import { checkConstraints } from './check-constraints.js';
import { checkOverwriting } from './check-overwriting.js';
import { checkPopulation } from './check-population.js';
import { checkSpace } from './check-space.js';
import { fitParameters } from './fit.js';
import { checkMetric } from './metric.js';
import { repeatedPoints, valueNotices } from './notices.js';
import { type Condition, readCondition, readParameters } from './parameters.js';
import { sweepRandom } from './random.js';
import { ignoredKeys, type SweepSpec, sweepSkeleton } from './skeleton.js';
import { Space } from './space.js';

export interface SweepRequest {
  readonly file: string;
  /** Wins over the file's own `experiment:`; relative to the working folder. */
  readonly experiment?: string;
  /** What the command line says instead of the file. */
  readonly changes?: Partial<Pick<SweepSpec, 'name' | 'parallel' | 'run_cap'>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** As for the experiment, whose plugins bring methods, pruners and launchers too. */
  readonly registry: LoadOptions['registry'];
  /** Checks of an experiment beyond `loadExperiment`, such as those that need its data. */
  readonly judge?: (loaded: ValidSpec) => Promise<readonly SpecProblem[]>;
  /**
   * Names and shapes of all that an experiment's state holds, as text; undefined if it cannot be built. Asked where trials go on
   * from each other. Left out: nothing of the networks may differ between them.
   */
  readonly stateOf?: (loaded: ValidSpec) => Promise<string | undefined>;
}

export interface ValidSweep {
  readonly valid: true;
  readonly spec: SweepSpec;
  /** Absolute. */
  readonly file: string;
  readonly text: string;
  readonly experiment: ValidSpec;
  /** Absolute. */
  readonly experimentFile: string;
  readonly space: Space;
  readonly search: Search;
  readonly exhaustive: boolean;
  readonly usesHistory: boolean;
  readonly pruner: Pruner | undefined;
  readonly launcher: Launcher;
  /** What was taken but means nothing, or may not be meant. */
  readonly notices: readonly string[];
  readonly sources: readonly SourceText[];
  /** Of the parts on which the trials depend: a sweep is only gone on with while they are the same. */
  readonly hashes: { readonly sweep: string; readonly experiment: string };
}

export interface InvalidSweep {
  readonly valid: false;
  readonly problems: readonly SpecProblem[];
  readonly sources: readonly SourceText[];
}

/** Reads a sweep and its experiment, and holds every parameter against components; or says everything that is wrong. */
export async function loadSweep(request: SweepRequest): Promise<ValidSweep | InvalidSweep> {
  const file = resolve(request.file);
  const source = await readSource(file);
  if ('code' in source) return { valid: false, problems: [source], sources: [] };
  const refuse = (...problems: readonly SpecProblem[]): InvalidSweep => ({
    valid: false,
    problems,
    sources: [source],
  });
  const { tree, problems: syntax } = parseYaml(source, { keepText: true });
  if (syntax.length > 0) return refuse(...syntax);
  if (tree?.kind !== 'map') {
    const message = `A sweep is a map of keys (method, parameters, ...); this is ${nameValue(tree && toJson(tree))}.`;
    return refuse(problemAt({ file, line: 1, column: 1 }, 'GANX_SPEC_WRONG_TYPE', '', message));
  }
  dropOwnKeys(tree);
  const written = withName(file, tree);
  const directory = dirname(file);
  const named = nodeAt(written, 'experiment');
  const inFile = named && toJson(named);
  const experimentFile =
    request.experiment !== undefined
      ? resolve(request.experiment)
      : typeof inFile === 'string'
        ? resolve(directory, inFile)
        : undefined;
  if (experimentFile === undefined) {
    const message =
      'The sweep does not say which experiment it changes. Add "experiment: PATH" (relative to this file), or give --experiment PATH.';
    return refuse(problemAt({ file, line: 1, column: 1 }, 'GANX_SPEC_MISSING_KEY', 'experiment', message));
  }
  if (request.experiment === undefined && !existsSync(experimentFile)) {
    const message = `There is no experiment ${experimentFile}. The path is relative to the folder of this file.`;
    return refuse(problemAt(placeOf(written, 'experiment'), 'GANX_SPEC_FILE', 'experiment', message));
  }
  const registries = new Map<string, Promise<Registry> | Registry>();
  const registry: SweepRequest['registry'] = (plugins, from) => {
    const key = JSON.stringify([plugins, from]);
    if (!registries.has(key)) registries.set(key, request.registry(plugins, from));
    return registries.get(key)!;
  };
  const load = (set: readonly string[]) =>
    loadExperiment({ file: experimentFile, set, env: request.env ?? {}, registry });
  const experiment = await load([]);
  if (!experiment.valid) return experiment;

  const components = experiment.registry;
  const settled = settle(clone(written), sweepSkeleton, components) as MapNode;
  const problems: SpecProblem[] = [
    ...validateMap(sweepSkeleton, settled, written, components, undefined, 'A sweep'),
  ];
  const read = readParameters(written);
  problems.push(...read.problems);
  const constraints = readConstraints(written, problems);
  if (problems.length > 0) return refuse(...sorted(problems));

  const said = toJson(settled) as unknown as SweepSpec;
  const zip = said.zip.map((names) => names.map((name) => split(name).join('.')));
  const spec = { ...said, zip, ...request.changes };
  const makeSpace = (carried: readonly string[] = []): Space =>
    new Space(
      read.parameters,
      spec.zip,
      constraints.map(({ expression }) => expression),
      experiment.stored.spec as unknown as Json,
      carried,
    );
  let space = makeSpace();
  problems.push(...checkSpace(written, spec, space, constraints, components));
  problems.push(...checkMetric(written, spec, experiment, components));
  if (problems.length === 0) problems.push(...checkOverwriting(written, space));
  if (problems.length > 0) return refuse(...sorted(problems));
  let made = makeComponents(written, spec, space, components);
  if (!('search' in made)) return refuse(...made);
  const { stateOf } = request;
  if (made.search.interval !== undefined && stateOf) {
    const carried = await carriedAxes(written, space, async (values) => {
      const loaded = await load(asArguments(values));
      return loaded.valid ? stateOf(loaded) : undefined;
    });
    if (carried.length > 0) {
      space = makeSpace(carried.map(({ name }) => name));
      made = makeComponents(written, spec, space, components) as Made;
    }
  }
  problems.push(...checkPopulation(written, spec, space, made.search, experiment, components));
  if (problems.length > 0) return refuse(...sorted(problems));
  const judged = async (set: readonly string[]): Promise<readonly SpecProblem[]> => {
    const loaded = await load(set);
    return loaded.valid ? ((await request.judge?.(loaded)) ?? []) : loaded.problems;
  };
  problems.push(...checkConstraints(written, made, space, constraints, spec.seed));
  if (problems.length > 0) return refuse(...sorted(problems));
  problems.push(...(await fitParameters(written, space, judged)));
  if (problems.length > 0) return refuse(...sorted(problems));
  return {
    valid: true,
    spec,
    file,
    text: source.text,
    experiment,
    experimentFile,
    space,
    ...made,
    notices: noticesOf(written, spec, space, made),
    sources: [source, ...experiment.sources],
    hashes: {
      sweep: hash(trialsDependOn(written)),
      experiment: hash(experiment.stored.spec as unknown as Json),
    },
  };
}

function withName(file: string, tree: MapNode): MapNode {
  if (!tree.entries.has('name')) {
    const place = { file: 'default', line: 0, column: 0 };
    tree.entries.set('name', { key: place, node: { kind: 'scalar', value: nameFromFile(file), place } });
  }
  return tree;
}

function readConstraints(root: MapNode, problems: SpecProblem[]): readonly Condition[] {
  const list = nodeAt(root, 'constraints');
  if (list?.kind !== 'list') return [];
  return list.items.flatMap((item, i) => readCondition(root, item, join('constraints', i), problems) ?? []);
}

interface Made {
  readonly search: Search;
  readonly exhaustive: boolean;
  readonly usesHistory: boolean;
  readonly pruner: Pruner | undefined;
  readonly launcher: Launcher;
}

/** Options that are right one by one may not fit each other; only the component knows. */
function makeComponents(
  root: MapNode,
  spec: SweepSpec,
  space: Space,
  registry: Registry,
): Made | readonly SpecProblem[] {
  const problems: SpecProblem[] = [];
  const attempt = <T>(at: string, make: () => T): T | undefined => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof OptionsError)) throw error;
      const path = join(at, error.option);
      problems.push(problemAt(placeOf(root, path), 'GANX_SPEC_SEMANTIC', path, error.message));
      return undefined;
    }
  };
  const method = registry.get('search', spec.method.type);
  const search = attempt('method', () =>
    method.create(ownOptions('search', spec.method) as never, space, sweepRandom(spec.seed)),
  );
  const terminate = spec.early_terminate;
  const pruner =
    terminate &&
    attempt('early_terminate', () =>
      registry.get('pruner', terminate.type).create(ownOptions('pruner', terminate) as never),
    );
  const launcher = attempt('launcher', () =>
    registry.get('launcher', spec.launcher.type).create(ownOptions('launcher', spec.launcher) as never),
  );
  if (!search || !launcher || problems.length > 0) return problems;
  return {
    search,
    pruner,
    launcher,
    exhaustive: method.exhaustive === true,
    usesHistory: method.usesHistory === true,
  };
}

function noticesOf(root: MapNode, spec: SweepSpec, space: Space, made: Made): readonly string[] {
  const ends = made.exhaustive || made.search.total !== undefined;
  const notices = Object.entries(ignoredKeys)
    .filter(([key]) => root.entries.has(key))
    .map(([key, why]) => `${quote(key)} is of W&B and has no meaning here: ${why}.`);
  for (const key of ['impute', 'impute_while_running']) {
    if (nodeAt(root, `metric.${key}`))
      notices.push(`${quote(`metric.${key}`)} is of W&B and has no meaning here.`);
  }
  if (!ends && spec.run_cap === undefined)
    notices.push(
      `The method ${quote(spec.method.type)} has no end and there is no run_cap: the sweep goes on until it is stopped.`,
    );
  const repeated = ends ? undefined : repeatedPoints(spec, space);
  if (repeated !== undefined) notices.push(repeated);
  notices.push(...valueNotices(space));
  if (space.axes.length === 0) notices.push('Every parameter has one value: there is one trial.');
  return notices;
}

/** Everything but how and where trials run: that may change between two sessions of a sweep. */
function trialsDependOn(root: MapNode): Json {
  const free = [
    'run_cap',
    'parallel',
    'launcher',
    'retries',
    'onTrialError',
    'maxFailureRate',
    'stallMinutes',
    'name',
    'description',
    'experiment',
    ...Object.keys(ignoredKeys),
  ];
  const { ...spec } = toJson(root) as Record<string, Json>;
  for (const key of free) delete spec[key];
  return spec;
}

const hash = (value: Json): string =>
  createHash('sha256')
    .update(JSON.stringify(encodeExact(value)))
    .digest('hex');

const sorted = (problems: readonly SpecProblem[]): readonly SpecProblem[] =>
  [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
