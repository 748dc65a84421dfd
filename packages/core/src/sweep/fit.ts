import type { Json } from '../plugin/json.js';
import { commandLine, problemAt } from '../spec/place.js';
import type { SpecProblem } from '../spec/problem.js';
import { type MapNode, placeOf } from '../spec/tree.js';
import { count, quote } from '../spec/words.js';
import { asArguments, valueText } from './argument.js';
import { ExpressionError } from './expression.js';
import { expressionProblem, type Parameter } from './parameters.js';
import { type Axis, readBy, type Space, type Values } from './space.js';

type Judge = (set: readonly string[]) => Promise<readonly SpecProblem[]>;

/** More values of one parameter than this are tried at both ends and in the middle only. */
const mostValues = 64;

/**
 * Holds every parameter against the experiment: its path, and what it may be. Each value is tried in an experiment where
 * all other parameters stand in the middle of their range. Combinations that break only together are found by their trial.
 */
export async function fitParameters(
  root: MapNode,
  space: Space,
  judge: Judge,
): Promise<readonly SpecProblem[]> {
  const problems = new Map<string, SpecProblem>();
  const judged = new Map<string, readonly SpecProblem[]>();
  const wrong = new Set<Parameter>();
  for (const parameter of space.parameters) {
    const axis = space.axes.findIndex((one) => one.parameters.includes(parameter));
    let seen = false;
    for (const unit of unitsOf(space.axes[axis])) {
      const found = pointWith(root, space, parameter, axis, unit, [...wrong]);
      if ('code' in found) return [...problems.values(), found];
      if (!found.values) continue;
      seen = true;
      const set = asArguments(found.values);
      const key = set.join('\n');
      if (!judged.has(key)) judged.set(key, await judge(set));
      for (const problem of judged.get(key)!) {
        const placed = place(root, space, problem, found.values, parameter);
        wrong.add(placed.parameter);
        const { at } = placed.parameter;
        if (!problems.has(at)) problems.set(at, placed.problem);
      }
      if (problems.has(parameter.at)) break;
    }
    if (!seen && parameter.when.length > 0) {
      const [condition] = parameter.when.toReversed();
      const message = `${quote(parameter.path)} is never switched on: no combination of the other parameters meets its condition.`;
      problems.set(
        parameter.at,
        problemAt(placeOf(root, condition!.at), 'GANX_SWEEP_AXIS', condition!.at, message),
      );
    }
  }
  return [...problems.values()];
}

/** The units at which an axis is tried: every level if there are few, else both ends and the middle. */
export function unitsOf(axis: Axis | undefined): readonly number[] {
  if (!axis) return [0];
  const { levels } = axis;
  if (levels === undefined) return [0, 0.5, 1 - 2 ** -30];
  if (levels > mostValues) return [0, levels >> 1, levels - 1].map((level) => axis.unitOf(level));
  return Array.from({ length: levels }, (_, level) => axis.unitOf(level));
}

interface Found {
  readonly values: Values | undefined;
}

/** A point at which the parameter is switched on, every axis it does not depend on in the middle. Constraints are left aside. */
export function pointWith(
  root: MapNode,
  space: Space,
  parameter: Parameter,
  axis: number,
  unit: number,
  wrong: readonly Parameter[],
): Found | SpecProblem {
  const middle = space.axes.map((one) =>
    one.levels === undefined ? 0.5 : one.unitOf((one.levels - 1) >> 1),
  );
  if (axis >= 0) middle[axis] = unit;
  const deciding = decidingAxes(space, parameter).filter((one) => one !== axis);
  for (const point of combinations(space, middle, deciding)) {
    try {
      const { values } = space.assign(point);
      if (!Object.hasOwn(values, parameter.path)) continue;
      const ours = axis < 0 || isSwitchedOn(space, parameter, point);
      if (ours)
        return {
          values: without(
            values,
            wrong.filter((one) => one !== parameter),
          ),
        };
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      const condition = parameter.when.at(-1) ?? { at: parameter.at };
      return expressionProblem(root, condition.at, error);
    }
  }
  return { values: undefined };
}

const isSwitchedOn = (space: Space, parameter: Parameter, point: readonly number[]): boolean => {
  const { active } = space.assign(point);
  return active[space.axes.findIndex((one) => one.parameters.includes(parameter))] === true;
};

/** A value that is known to be wrong would hide what is wrong with others. */
const without = (values: Values, wrong: readonly Parameter[]): Values =>
  Object.fromEntries(Object.entries(values).filter(([path]) => !wrong.some((one) => one.path === path)));

export function decidingAxes(space: Space, parameter: Parameter): readonly number[] {
  const needed = new Set<Parameter>();
  const visit = (one: Parameter): void => {
    for (const next of readBy(one, space.parameters)) {
      if (needed.has(next)) continue;
      needed.add(next);
      visit(next);
    }
  };
  visit(parameter);
  return space.axes.flatMap((axis, i) => (axis.parameters.some((one) => needed.has(one)) ? [i] : []));
}

/** The point with its deciding axes through all their values; at most some thousands. */
export function* combinations(
  space: Space,
  point: readonly number[],
  axes: readonly number[],
): Generator<number[]> {
  const units = axes.map((axis) => unitsOf(space.axes[axis]).slice(0, 32));
  const total = Math.min(
    units.reduce((product, list) => product * list.length, 1),
    4096,
  );
  yield [...point];
  for (let i = 0; i < total; i++) {
    const made = [...point];
    let rest = i;
    for (const [j, axis] of axes.entries()) {
      made[axis] = units[j]![rest % units[j]!.length]!;
      rest = Math.floor(rest / units[j]!.length);
    }
    yield made;
  }
}

/** Points a problem of the changed experiment at the parameter that brought it about. */
function place(
  root: MapNode,
  space: Space,
  problem: SpecProblem,
  values: Values,
  tried: Parameter,
): { readonly parameter: Parameter; readonly problem: SpecProblem } {
  const paths = Object.keys(values);
  const path = problem.file === commandLine ? paths[problem.line - 1] : undefined;
  const blamed =
    path === undefined || path === tried.path
      ? tried
      : (space.parameters.find((one) => one.path === path) ?? tried);
  const value = values[blamed.path] as Json;
  const others = paths.length - 1;
  const beside =
    blamed === tried && path === undefined && others > 0
      ? ` (beside ${count(others, 'other parameter')})`
      : '';
  const message = `With ${blamed.path} = ${valueText(value)}${beside} the experiment is wrong: ${problem.message}`;
  const where = placeOf(root, blamed.at);
  return {
    parameter: blamed,
    problem: problemAt(where, 'GANX_SWEEP_AXIS', blamed.at, message, problem.suggestions),
  };
}
