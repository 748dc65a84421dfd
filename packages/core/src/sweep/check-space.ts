import { nearest, type Registry } from '../plugin/registry.js';
import { join } from '../spec/path.js';
import { problemAt } from '../spec/place.js';
import type { SpecProblem } from '../spec/problem.js';
import { keyPlaceOf, type MapNode, placeOf } from '../spec/tree.js';
import { listWords, quote } from '../spec/words.js';
import type { Condition, Parameter } from './parameters.js';
import type { SweepSpec } from './skeleton.js';
import { circular, type Space } from './space.js';

/** Whether the parts of a sweep fit together, before anything is asked of the experiment. */
export function checkSpace(
  root: MapNode,
  spec: SweepSpec,
  space: Space,
  constraints: readonly Condition[],
  registry: Registry,
): readonly SpecProblem[] {
  return [
    ...checkNames(root, space),
    ...checkZips(root, spec, space),
    ...checkExpressions(root, space, constraints),
    ...checkLevels(root, spec, space, registry),
    ...checkSeeds(root, spec, space),
  ];
}

/** Two parameters for one place would overwrite each other, unless at most one of them is ever switched on. */
function checkNames(root: MapNode, { parameters }: Space): readonly SpecProblem[] {
  const unconditional = parameters.filter(({ when }) => when.length === 0);
  return unconditional.flatMap((one, i) => {
    const other = unconditional
      .slice(0, i)
      .find(
        ({ path }) =>
          path === one.path ||
          path.startsWith(`${one.path}.`) ||
          (one.path.startsWith(`${path}.`) && !path.endsWith('.type')),
      );
    if (!other) return [];
    const message = `${quote(spelled(one))} and ${quote(spelled(other))} (line ${placeOf(root, other.at).line}) set the same part of the experiment. Delete one of them.`;
    return [problemAt(placeOf(root, one.at), 'GANX_SPEC_SEMANTIC', one.at, message)];
  });
}

/** As the file has it, where it is no nested one. */
const spelled = ({ at, path }: Parameter): string =>
  at.includes('[') ? at.slice('parameters.'.length) : path;

function checkZips(root: MapNode, { zip }: SweepSpec, { parameters }: Space): readonly SpecProblem[] {
  const paths = parameters.map(({ path }) => path);
  const seen = new Set<string>();
  return zip.flatMap((names, i) =>
    names.flatMap((name, j): SpecProblem[] => {
      const at = join(join('zip', i), j);
      const refuse = (message: string, near: readonly string[] = []) => [
        problemAt(placeOf(root, at), 'GANX_SPEC_SEMANTIC', at, message, near),
      ];
      const ours = parameters.filter(({ path }) => path === name);
      const first = parameters.find(({ path }) => path === names[0]);
      if (ours.length !== 1)
        return refuse(`There is no parameter ${quote(name)} to zip.`, nearest(name, paths));
      if (seen.has(name)) return refuse(`${quote(name)} is zipped twice.`);
      seen.add(name);
      const levels = ours[0]!.domain.levels;
      if (levels === undefined)
        return refuse(`${quote(name)} is continuous; only lists of values can be zipped.`);
      const wanted = first?.domain.levels;
      return levels === wanted || wanted === undefined
        ? []
        : refuse(
            `${quote(name)} has ${levels} values and ${quote(names[0]!)} has ${wanted}; what is zipped must have equally many.`,
          );
    }),
  );
}

function checkExpressions(
  root: MapNode,
  space: Space,
  constraints: readonly Condition[],
): readonly SpecProblem[] {
  const conditions = [...constraints, ...space.parameters.flatMap(({ when }) => when)];
  const known = space.parameters.map(({ path }) => path);
  const unknown = [...new Set(conditions)].flatMap(({ expression, at }) =>
    expression.paths
      .filter(({ path }) => !space.knows(path))
      .map(({ path, offset }) => {
        const message = `Nothing is called ${quote(path)}: no parameter of the sweep and no value of the experiment. Text stands in quotes: '${path}'.`;
        return problemAt(
          inside(root, at, offset),
          'GANX_SWEEP_EXPRESSION',
          at,
          message,
          nearest(path, known),
        );
      }),
  );
  const round = circular(space.parameters);
  if (round.length === 0) return unknown;
  const message = `The conditions of ${listWords(round.map(({ path }) => quote(path)))} wait for each other.`;
  return [...unknown, problemAt(placeOf(root, round[0]!.at), 'GANX_SWEEP_EXPRESSION', round[0]!.at, message)];
}

function inside(root: MapNode, at: string, offset: number) {
  const place = placeOf(root, at);
  return { ...place, column: place.column + offset };
}

/** An exhaustive search needs axes that can be counted. */
function checkLevels(
  root: MapNode,
  spec: SweepSpec,
  space: Space,
  registry: Registry,
): readonly SpecProblem[] {
  if (registry.get('search', spec.method.type).exhaustive !== true) return [];
  return space.axes
    .filter(({ levels }) => levels === undefined)
    .map(({ parameters: [one] }) => {
      const message = `${quote(one!.path)} is continuous, which the method ${quote(spec.method.type)} cannot visit value by value. Give it values, whole min and max, or q_uniform; or take another method.`;
      return problemAt(placeOf(root, one!.at), 'GANX_SPEC_SEMANTIC', one!.at, message);
    });
}

function checkSeeds(
  root: MapNode,
  { seeds, run_cap }: SweepSpec,
  { parameters }: Space,
): readonly SpecProblem[] {
  if (seeds === 1) return [];
  const seed = parameters.find(({ path }) => path === 'seed');
  if (seed) {
    const message =
      '"seeds" repeats each trial with other seeds, so "seed" cannot be a parameter too. Delete one of them.';
    return [problemAt(placeOf(root, seed.at), 'GANX_SPEC_SEMANTIC', seed.at, message)];
  }
  if (run_cap === undefined || run_cap % seeds === 0) return [];
  const message = `"run_cap" counts repeats too, so it must be a multiple of "seeds" (${seeds}); ${run_cap} is not.`;
  return [problemAt(keyPlaceOf(root, '', 'run_cap'), 'GANX_SPEC_SEMANTIC', 'run_cap', message)];
}
