import type { Evaluated, SearchAxis, SearchSpace } from '../plugin/index.js';
import type { Json } from '../plugin/json.js';
import { split } from '../spec/path.js';
import { decide, type Expression, type Value } from './expression.js';
import type { Parameter } from './parameters.js';

/** What one trial changes in the experiment, by path; parameters that are switched off are not there. */
export type Values = Readonly<Record<string, Json>>;

/** One dimension of the search: a parameter, or several that are zipped and move together. */
export interface Axis extends SearchAxis {
  readonly parameters: readonly Parameter[];
}

export interface Assignment {
  readonly values: Values;
  /** By axis. */
  readonly active: readonly boolean[];
  /** The first constraint that does not hold. */
  readonly refusedBy: Expression | undefined;
  /** Two that are switched on together and of which the second, later in the file, would overwrite the first. */
  readonly overwritten: readonly [Parameter, Parameter] | undefined;
}

/** Everything that a sweep may try: a point of the unit cube, one number per axis, means one set of values. */
export class Space implements SearchSpace {
  readonly axes: readonly Axis[];
  /** Constants and axes, so that every condition comes after what it reads. */
  readonly #order: readonly Parameter[];
  readonly #axisOf = new Map<Parameter, number>();

  constructor(
    readonly parameters: readonly Parameter[],
    zips: readonly (readonly string[])[],
    readonly constraints: readonly Expression[],
    /** The experiment without the sweep, for expressions that read values which the sweep does not change. */
    private readonly base: Json,
    /** Names of axes that are known not to be structural, in spite of their paths. */
    carried: readonly string[] = [],
  ) {
    this.axes = makeAxes(parameters, zips, carried);
    for (const [i, axis] of this.axes.entries()) for (const one of axis.parameters) this.#axisOf.set(one, i);
    this.#order = inOrder(parameters);
  }

  assign(point: readonly (number | undefined)[]): Assignment {
    const values: Record<string, Json> = {};
    const off = new Set<string>();
    const active = this.axes.map(() => false);
    const on = new Set<Parameter>();
    const read = (path: string): Value => this.#read(path, values, off);
    for (const parameter of this.#order) {
      const { path, domain, when } = parameter;
      const axis = this.#axisOf.get(parameter);
      if (when.some(({ expression }) => decide(expression, read) !== true)) {
        if (!(path in values)) off.add(path);
        continue;
      }
      off.delete(path);
      on.add(parameter);
      if (axis !== undefined) active[axis] = true;
      values[path] = domain.valueOf(axis === undefined ? 0 : (point[axis] ?? 0));
    }
    const refusedBy = this.constraints.find((constraint) => decide(constraint, read) === false);
    // In the order of the file: a component's type stands before its options.
    const inFile = this.parameters
      .filter(({ path }) => path in values)
      .map(({ path }): [string, Json] => [path, values[path]!]);
    const overwritten = overwriting(this.parameters.filter((one) => on.has(one)));
    return { values: Object.fromEntries(inFile), active, refusedBy, overwritten };
  }

  /** A proposal as later searches shall see it: levels at their middle, what is switched off undefined. */
  settle(point: readonly number[], active: readonly boolean[]): Evaluated['point'] {
    return this.axes.map((axis, i) => {
      if (!active[i]) return undefined;
      return axis.levels === undefined ? point[i]! : axis.unitOf(axis.levelOf(point[i]!));
    });
  }

  /** The last axis that has a say in what an expression gives, also by switching off what it reads; -1 if none has. */
  lastAxisOf(expression: Expression): number {
    const open = expression.paths.flatMap(({ path }) => this.#at(path));
    const found = new Set(open);
    for (const one of open)
      for (const next of readBy(one, this.parameters))
        if (!found.has(next)) {
          found.add(next);
          open.push(next);
        }
    return Math.max(-1, ...[...found].map((one) => this.#axisOf.get(one) ?? -1));
  }

  #at(path: string): readonly Parameter[] {
    return this.parameters.filter((one) => isAtOrBelow(path, one.path) || isAtOrBelow(one.path, path));
  }

  /** Whether a path has a value, in the sweep or in the experiment. */
  knows(path: string): boolean {
    return this.#at(path).length > 0 || valueAt(this.base, path) !== undefined;
  }

  #read(path: string, values: Values, off: ReadonlySet<string>): Value {
    for (const known of Object.keys(values)) {
      if (isAtOrBelow(path, known))
        return valueAt(values[known]!, path.slice(known.length).replace(/^\./, ''));
    }
    if ([...off].some((hidden) => isAtOrBelow(path, hidden))) return undefined;
    return valueAt(this.base, path);
  }
}

/** The first that one after it sets too, by its own path or by one above. */
function overwriting(parameters: readonly Parameter[]): readonly [Parameter, Parameter] | undefined {
  for (const [i, first] of parameters.entries()) {
    const later = parameters.slice(i + 1).find(({ path }) => isAtOrBelow(first.path, path));
    if (later) return [first, later];
  }
  return undefined;
}

export const isAtOrBelow = (path: string, above: string): boolean =>
  path === above || path.startsWith(`${above}.`);

function valueAt(root: Json, path: string): Value {
  let value: Value = root;
  for (const key of split(path)) {
    // A bare string stands for { type }.
    if (typeof value === 'string' && key === 'type') continue;
    if (value === null || typeof value !== 'object') return undefined;
    value = (value as Readonly<Record<string, Json>>)[key];
  }
  return value;
}

/** What a fork of a run cannot change, as far as paths tell, and what would make its measurements those of another task. */
const structural = ['generator', 'discriminator', 'latent', 'conditioning', 'data', 'seed'];
const free = ['data.batchSize', 'data.augment'];

export const isStructural = (path: string): boolean =>
  structural.some((part) => isAtOrBelow(path, part)) && !free.some((part) => isAtOrBelow(path, part));

function makeAxes(
  parameters: readonly Parameter[],
  zips: readonly (readonly string[])[],
  carried: readonly string[],
): readonly Axis[] {
  const axes: Axis[] = [];
  for (const parameter of parameters) {
    if (parameter.domain.levels === 1) continue;
    const zip = zips.find((names) => names.includes(parameter.path));
    if (zip && zip[0] !== parameter.path) continue;
    const together = zip ? zip.map((path) => parameters.find((one) => one.path === path)!) : [parameter];
    const { kind, levels, unitOf, levelOf } = parameter.domain;
    const axis = together.map(({ name }) => name).join(' + ');
    axes.push({
      name: axis,
      kind: together.length > 1 ? 'choice' : kind,
      levels,
      unitOf,
      levelOf,
      structural: together.some(({ path }) => isStructural(path)) && !carried.includes(axis),
      parameters: together,
    });
  }
  return axes;
}

/** The parameters that the conditions of another read, through however many steps. */
export function readBy(parameter: Parameter, all: readonly Parameter[]): readonly Parameter[] {
  const paths = parameter.when.flatMap(({ expression }) => expression.paths.map(({ path }) => path));
  return all.filter(
    (one) =>
      one !== parameter && paths.some((path) => isAtOrBelow(path, one.path) || isAtOrBelow(one.path, path)),
  );
}

/** Parameters whose conditions lead back to themselves. */
export function circular(parameters: readonly Parameter[]): readonly Parameter[] {
  const reaches = (from: Parameter, target: Parameter, seen: Set<Parameter>): boolean =>
    readBy(from, parameters).some(
      (next) => next === target || (!seen.has(next) && reaches(next, target, seen.add(next))),
    );
  return parameters.filter((one) => reaches(one, one, new Set()));
}

function inOrder(parameters: readonly Parameter[]): readonly Parameter[] {
  const done = new Set<Parameter>();
  const visit = (parameter: Parameter, open: ReadonlySet<Parameter>): void => {
    if (done.has(parameter) || open.has(parameter)) return;
    for (const needed of readBy(parameter, parameters)) visit(needed, new Set([...open, parameter]));
    done.add(parameter);
  };
  for (const parameter of parameters) visit(parameter, new Set());
  return [...done];
}
