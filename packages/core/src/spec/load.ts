import { dirname, resolve } from 'node:path';
import { PluginListError } from '../errors.js';
import type { Registry } from '../plugin/registry.js';
import type { SpecCode } from './codes.js';
import { compose } from './compose.js';
import { defaultAt, nameFromFile } from './defaults.js';
import type { InstalledPlugin } from './installed-plugin.js';
import { type ListedPlugin, listPlugins } from './listed-plugins.js';
import { applyOverride } from './override.js';
import { type Argument, argumentsOf, type Override, parseOverride } from './override-grammar.js';
import { byDefault, commandLine, type Place, problemAt, type SourceText } from './place.js';
import type { SpecProblem } from './problem.js';
import { type Provenance, traceOrigins } from './provenance.js';
import { resolveReferences } from './references.js';
import { settle } from './settle.js';
import { skeleton } from './skeleton.js';
import { concealing, type StoredForm, storedForm } from './stored-form.js';
import { clone, type MapNode, placeOf, toJson } from './tree.js';
import type { ExperimentSpec } from './types.js';
import { validate } from './validate.js';
import { quote } from './words.js';

export interface LoadOptions {
  readonly file: string;
  /** Folder that relative paths in the spec start at. Left out: the file's. */
  readonly directory?: string;
  /** Positional arguments in Hydra's grammar: `a.b=1`, `+a=1`, `++a=1`, `~a`. */
  readonly overrides?: readonly string[];
  /** `key=value` of each `--set`; like `++key=value`. Applied after `overrides`. */
  readonly set?: readonly string[];
  /** `key` of each `--unset`; like `~key`. Applied last. */
  readonly unset?: readonly string[];
  /** Like `overrides`, after all others: takes known mistakes out, to see what is wrong besides. What is not there is none. */
  readonly instead?: readonly string[];
  /** For `${env:NAME}`; left out: none is set. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Gives the registry for the spec's `plugins:` list; paths in it are relative to `directory`. */
  readonly registry: (plugins: readonly ListedPlugin[], directory: string) => Promise<Registry> | Registry;
  /** Plugins that are installed but not listed, to name in a message; none of them is loaded. */
  readonly installed?: (directory: string) => readonly InstalledPlugin[];
}

export interface ValidSpec {
  readonly valid: true;
  readonly spec: ExperimentSpec;
  /** What of it may be written down. */
  readonly stored: StoredForm;
  /** Folder of the spec: what relative paths in it are relative to. */
  readonly directory: string;
  /** The file, everything that it extends, and the command line if there were overrides. */
  readonly sources: readonly SourceText[];
  readonly provenance: Provenance;
  readonly registry: Registry;
  /** Where a dotted path was written; of a path that nobody wrote, the nearest part that somebody did. */
  locate(path: string): Place;
  problem(path: string, code: SpecCode, message: string, suggestions?: readonly string[]): SpecProblem;
}

export interface InvalidSpec {
  readonly valid: false;
  readonly problems: readonly SpecProblem[];
  readonly sources: readonly SourceText[];
}

export type LoadedSpec = ValidSpec | InvalidSpec;

/** Reads, composes, overrides, resolves, validates and completes an experiment; or says everything that is wrong with it. */
export async function loadExperiment(options: LoadOptions): Promise<LoadedSpec> {
  const file = resolve(options.file);
  const directory = resolve(options.directory ?? dirname(file));
  const composed = await compose(file);
  const args = argumentsOf(options);
  const sources = [...composed.sources, ...commandLineSource(args)];
  if (!composed.tree) return { valid: false, problems: composed.problems, sources };

  const written = composed.tree;
  const problems: SpecProblem[] = [...applyArguments(written, args)];
  nameAfter(file, written);
  const env = options.env ?? {};
  const resolved = resolveReferences(written, { env, sources, fallback: defaultAt });
  problems.push(...resolved.problems);
  const refuse = (): InvalidSpec => ({
    valid: false,
    problems: sortProblems(concealed(problems, resolved.texts), sources),
    sources,
  });

  const plugins = listPlugins(written, file, directory);
  problems.push(...plugins.problems);
  if (plugins.problems.length > 0) return refuse();
  let registry: Registry;
  try {
    registry = await options.registry(plugins.listed, directory);
  } catch (error) {
    if (!(error instanceof PluginListError)) throw error;
    problems.push(...pluginProblems(error, plugins.listed, written));
    return refuse();
  }
  const tree = settle(clone(written), skeleton, registry) as MapNode;
  problems.push(...validate(tree, written, registry, () => options.installed?.(directory) ?? []));
  if (problems.length > 0) return refuse();

  const stored = storedForm(tree, env);
  const locate = (path: string): Place => placeOf(tree, path);
  return {
    valid: true,
    spec: toJson(tree) as unknown as ExperimentSpec,
    stored,
    directory,
    sources,
    provenance: traceOrigins(
      tree,
      args.map(({ text }) => text),
    ),
    registry,
    locate,
    problem: (path, code, message, suggestions) =>
      problemAt(locate(path), code, path, stored.conceal(message), suggestions),
  };
}

function commandLineSource(args: readonly Argument[]): readonly SourceText[] {
  // One argument per line, whatever it contains.
  return args.length === 0
    ? []
    : [{ file: commandLine, text: args.map(({ text }) => text.replace(/\r?\n|\r/g, ' ')).join('\n') }];
}

function applyArguments(tree: MapNode, args: readonly Argument[]): readonly SpecProblem[] {
  const problems: SpecProblem[] = [];
  const set = new Map<string, { readonly argument: string; readonly number: number }>();
  for (const [i, argument] of args.entries()) {
    const override = parseOverride(argument, i + 1);
    const problem =
      'code' in override ? override : (setTwice(override, argument, i, set) ?? applyOverride(tree, override));
    if (problem && argument.from !== 'instead') problems.push(problem);
  }
  return problems;
}

/** Two overrides for one place: one of them would be lost. --set wins over an override, since it says so. */
function setTwice(
  { keys, action, keyPlaces }: Override,
  { text, from }: Argument,
  index: number,
  set: Map<string, { readonly argument: string; readonly number: number }>,
): SpecProblem | undefined {
  if (action === 'delete' || from === 'instead') return undefined;
  const path = keys.join('.');
  const before = set.get(`${from} ${path}`);
  set.set(`${from} ${path}`, { argument: text, number: index + 1 });
  if (!before) return undefined;
  const message = `${quote(path)} is set twice: ${quote(before.argument)} (argument ${before.number}) and ${quote(text)}. Delete one of them.`;
  return problemAt(keyPlaces[0]!, 'GANX_SPEC_OVERRIDE', path, message);
}

/** The name is a default that depends on the file, so it is filled in before references may ask for it. */
function nameAfter(file: string, tree: MapNode): void {
  const name = tree.entries.get('name')?.node;
  if (name && !(name.kind === 'scalar' && name.value === null)) return;
  tree.entries.set('name', {
    key: byDefault,
    node: { kind: 'scalar', value: nameFromFile(file), place: byDefault },
  });
}

/** Failures of plugins, each at the entry that asks for it. That nothing is found is a mistake of the spec, the rest the plugin's. */
function pluginProblems(
  { failures }: PluginListError,
  listed: readonly ListedPlugin[],
  tree: MapNode,
): readonly SpecProblem[] {
  return failures.map(({ reference, error }) => {
    const index = listed.findIndex((plugin) => plugin.reference === reference);
    const path = index < 0 ? 'plugins' : `plugins.${index}`;
    const problem = problemAt(placeOf(tree, path), 'GANX_SPEC_PLUGIN', path, error.message);
    return error.code === 'GANX_PLUGIN_NOT_FOUND' ? problem : { ...problem, code: error.code };
  });
}

/** What is wrong with a value is told without it where it came from the environment. */
function concealed(
  problems: readonly SpecProblem[],
  texts: ReadonlyMap<string, string>,
): readonly SpecProblem[] {
  const conceal = concealing([...texts].map(([name, value]) => ({ name, value })));
  return problems.map((problem) => ({ ...problem, message: conceal(problem.message) }));
}

/** By file in the order in which they were read, then by place. */
function sortProblems(
  problems: readonly SpecProblem[],
  sources: readonly SourceText[],
): readonly SpecProblem[] {
  const order = new Map(sources.map(({ file }, i) => [file, i]));
  return [...problems].sort(
    (a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.line - b.line || a.column - b.column,
  );
}
