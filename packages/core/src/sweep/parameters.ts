import type { Json } from '../plugin/json.js';
import { shortNumber } from '../short-number.js';
import type { SpecCode } from '../spec/codes.js';
import { join, split } from '../spec/path.js';
import { problemAt } from '../spec/place.js';
import type { SpecProblem } from '../spec/problem.js';
import { suggestKeys } from '../spec/suggest.js';
import {
  keyPlaceOf,
  type MapNode,
  nodeAt,
  placeOf,
  type ScalarNode,
  type TreeNode,
  toJson,
} from '../spec/tree.js';
import { listWords, nameValue, quote } from '../spec/words.js';
import { whyNotCarried } from './argument.js';
import { type Distribution, distributions, type Shape, type ShapeKey } from './distribution.js';
import { choiceDomain, type Domain, numberDomain } from './domain.js';
import { type Expression, ExpressionError, parseExpression } from './expression.js';

/** One value of the experiment that a sweep changes. */
export interface Parameter {
  /** The path, and the type that it belongs to where several types have an option of that name. */
  readonly name: string;
  /** In the experiment. */
  readonly path: string;
  /** In the sweep's file. */
  readonly at: string;
  readonly domain: Domain;
  /** Of a choice. */
  readonly values?: readonly Json[];
  /** What is to be said of ends that are exponents and look like values. */
  readonly exponents?: string;
  /** All must hold, or the experiment keeps its own value. */
  readonly when: readonly Condition[];
}

export interface Condition {
  readonly expression: Expression;
  readonly at: string;
}

export interface ReadParameters {
  readonly parameters: readonly Parameter[];
  readonly problems: readonly SpecProblem[];
}

const choiceKeys = ['value', 'values', 'probabilities'] as const;
const shapeKeys: readonly ShapeKey[] = ['min', 'max', 'mu', 'sigma', 'q', 'a', 'b'];
/** Everything that a parameter may say. */
export const parameterKeys: readonly string[] = [
  ...choiceKeys,
  'distribution',
  ...shapeKeys,
  'parameters',
  'types',
  'when',
];
/** W&B's own names for distributions that are given by their lists. */
const listed = ['constant', 'categorical', 'categorical_w_probabilities'];
const distributionNames: readonly string[] = [...listed, ...Object.keys(distributions)];

/** Reads `parameters:` of a sweep. */
export function readParameters(root: MapNode): ReadParameters {
  const node = nodeAt(root, 'parameters');
  const reading = new Reading(root);
  if (node?.kind === 'map') reading.group(node, 'parameters', '', '', []);
  return reading;
}

class Reading implements ReadParameters {
  readonly parameters: Parameter[] = [];
  readonly problems: SpecProblem[] = [];

  constructor(private readonly root: MapNode) {}

  #refuse(code: SpecCode, at: string, message: string, suggestions: readonly string[] = []): undefined {
    this.problems.push(problemAt(placeOf(this.root, at), code, at, message, suggestions));
    return undefined;
  }

  group(node: MapNode, at: string, path: string, variant: string, when: readonly Condition[]): void {
    for (const [key, { node: child }] of node.entries) {
      // metrics[0] and metrics.0 are one place, and have one name from here on.
      const here = split(join(path, key)).join('.');
      this.#parameter(child, join(at, key), here, variant === '' ? here : `${path}[${variant}].${key}`, when);
    }
  }

  #parameter(node: TreeNode, at: string, path: string, name: string, inherited: readonly Condition[]): void {
    if (node.kind !== 'map') {
      const value = toJson(node);
      const hint = node.kind === 'list' ? `{ values: [...] }` : `{ value: ${JSON.stringify(value)} }`;
      this.#refuse(
        'GANX_SPEC_WRONG_TYPE',
        at,
        `A parameter is a map of what it may be, but ${quote(path)} is ${nameValue(value)}. Write ${hint}.`,
      );
      return;
    }
    const keys = [...node.entries.keys()];
    const unknown = keys.filter((key) => !parameterKeys.includes(key));
    for (const key of unknown) {
      const place = keyPlaceOf(this.root, at, key);
      const nested =
        nodeAt(node, key)?.kind === 'map' ? ' Parameters inside a parameter stand under "parameters:".' : '';
      const message = `Unknown key ${quote(key)} of a parameter. It takes ${listWords(parameterKeys)}.${nested}`;
      this.problems.push(
        problemAt(place, 'GANX_SPEC_UNKNOWN_KEY', join(at, key), message, suggestKeys(key, parameterKeys)),
      );
    }
    const own = this.#when(node, at);
    const when = own ? [...inherited, own] : inherited;
    const forms = ['value', 'values', 'parameters', 'types'].filter((key) => node.entries.has(key));
    const shaped = ['distribution', ...shapeKeys].some((key) => node.entries.has(key));
    if (forms.length > 1) {
      this.#refuse(
        'GANX_SPEC_VALUE',
        join(at, forms[1]!),
        `A parameter has one of ${listWords(['value', 'values', 'parameters', 'types'], 'or')}, but ${quote(path)} has ${listWords(forms)}. Keep one.`,
      );
      return;
    }
    if (forms[0] === 'parameters' || forms[0] === 'types') {
      this.#nested(node, forms[0], at, path, when);
      return;
    }
    if (forms.length === 0 && !shaped) {
      if (unknown.length === 0)
        this.#refuse(
          'GANX_SPEC_MISSING_KEY',
          at,
          `${quote(path)} does not say what it may be: give it value, values, min and max, a distribution, parameters or types.`,
        );
      return;
    }
    const domain = this.#domain(node, at, path);
    if (domain) this.parameters.push({ name, path, at, domain, when, ...asWritten(node, domain) });
  }

  /** `parameters:` goes deeper; `types:` is a choice between types, each with parameters of its own. */
  #nested(
    node: MapNode,
    form: 'parameters' | 'types',
    at: string,
    path: string,
    when: readonly Condition[],
  ): void {
    const inner = nodeAt(node, form)!;
    if (inner.kind !== 'map' || inner.entries.size === 0) {
      this.#refuse(
        'GANX_SPEC_WRONG_TYPE',
        join(at, form),
        `"${form}" is a map of ${form === 'types' ? 'types, each with its parameters (or {})' : 'parameters'}, but is ${nameValue(toJson(inner))}.`,
      );
      return;
    }
    const stray = [...node.entries.keys()].find(
      (key) => key !== form && key !== 'when' && parameterKeys.includes(key),
    );
    if (stray !== undefined)
      this.#refuse('GANX_SPEC_VALUE', join(at, stray), `${quote(stray)} means nothing beside "${form}".`);
    if (form === 'types') this.#types(inner, join(at, form), path, when);
    else this.group(inner, join(at, form), path, '', when);
  }

  #types(inner: MapNode, at: string, path: string, when: readonly Condition[]): void {
    const types = [...inner.entries.keys()];
    const typePath = join(path, 'type');
    this.parameters.push({
      name: typePath,
      path: typePath,
      at,
      domain: choiceDomain(types),
      when,
    });
    for (const [type, { node: space }] of inner.entries) {
      const place = join(at, type);
      if (space.kind === 'scalar' && space.value === null) continue;
      if (space.kind !== 'map') {
        this.#refuse(
          'GANX_SPEC_WRONG_TYPE',
          place,
          `The parameters of the type ${quote(type)} are a map, but this is ${nameValue(toJson(space))}. Write {} for none.`,
        );
        continue;
      }
      const chosen = { expression: parseExpression(`${typePath} == ${JSON.stringify(type)}`), at: place };
      this.group(space, place, path, type, [...when, chosen]);
    }
  }

  #when(node: MapNode, at: string): Condition | undefined {
    const written = node.entries.get('when')?.node;
    return written && readCondition(this.root, written, join(at, 'when'), this.problems);
  }

  #domain(node: MapNode, at: string, path: string): Domain | undefined {
    const name = this.#distributionName(node, at);
    if (name === undefined) return undefined;
    if (name === 'constant') return this.#constant(node, at, path);
    if (listed.includes(name)) return this.#choices(node, at, path);
    const distribution = distributions[name]!;
    const shape = this.#shape(node, at, name, distribution);
    if (!shape) return undefined;
    const wrong = distribution.refuse?.(shape);
    if (wrong !== undefined)
      return this.#refuse('GANX_SPEC_VALUE', at, `${quote(path)} has no values to choose from: ${wrong}.`);
    const domain = numberDomain(name, distribution, shape);
    return this.#carried(domain, at, path, endsOf(domain));
  }

  /** W&B's rules where no distribution is named: whole `min` and `max` mean int_uniform, others uniform. */
  #distributionName(node: MapNode, at: string): string | undefined {
    const written = node.entries.get('distribution')?.node;
    if (written) {
      const name = toJson(written);
      if (typeof name === 'string' && distributionNames.includes(name)) return name;
      return this.#refuse(
        'GANX_SPEC_VALUE',
        join(at, 'distribution'),
        `"distribution" must be one of ${listWords(distributionNames, 'or')}, but is ${nameValue(name)}.`,
        typeof name === 'string' ? suggestKeys(name, distributionNames) : [],
      );
    }
    if (node.entries.has('value')) return 'constant';
    if (node.entries.has('values')) return 'categorical';
    const ends = ['min', 'max'].map((key) => node.entries.get(key)?.node);
    return ends.every((end) => end?.kind === 'scalar' && isWhole(end)) ? 'int_uniform' : 'uniform';
  }

  #constant(node: MapNode, at: string, path: string): Domain | undefined {
    this.#onlyKeys(node, at, 'constant', ['value']);
    const value = node.entries.get('value');
    if (!value)
      return this.#refuse('GANX_SPEC_MISSING_KEY', at, `${quote(path)} is constant but has no "value".`);
    return this.#carried(choiceDomain([toJson(value.node)]), join(at, 'value'), path, [toJson(value.node)]);
  }

  #choices(node: MapNode, at: string, path: string): Domain | undefined {
    this.#onlyKeys(node, at, 'categorical', ['values', 'probabilities']);
    const values = node.entries.get('values')?.node;
    if (values?.kind !== 'list' || values.items.length === 0) {
      const seen = values
        ? `"values" must be a list with at least one value, but is ${nameValue(toJson(values))}`
        : 'there is no "values"';
      return this.#refuse(
        values ? 'GANX_SPEC_WRONG_TYPE' : 'GANX_SPEC_MISSING_KEY',
        values ? join(at, 'values') : at,
        `${quote(path)} is a choice, but ${seen}.`,
      );
    }
    const given = node.entries.get('probabilities')?.node;
    const list = toJson(values) as readonly Json[];
    const carried = (domain: Domain) => this.#carried(domain, join(at, 'values'), path, list);
    if (!given) return carried(choiceDomain(list));
    const shares = toJson(given);
    const fits =
      Array.isArray(shares) &&
      shares.length === list.length &&
      shares.every((share) => typeof share === 'number' && share >= 0);
    const sum = fits ? (shares as number[]).reduce((a, b) => a + b, 0) : 0;
    if (!fits || Math.abs(sum - 1) > 1e-6) {
      return this.#refuse(
        'GANX_SPEC_VALUE',
        join(at, 'probabilities'),
        `"probabilities" must be ${list.length} numbers of at least 0 that add up to 1, one for each value, but ${fits ? `they add up to ${sum}` : `is ${nameValue(shares)}`}.`,
      );
    }
    return carried(
      choiceDomain(
        list,
        (shares as number[]).map((share) => share / sum),
      ),
    );
  }

  /** The domain, if each of these values reaches a trial as it is. */
  #carried(domain: Domain, at: string, path: string, values: readonly Json[]): Domain | undefined {
    for (const [i, value] of values.entries()) {
      const why = whyNotCarried(path, value);
      if (why === undefined) continue;
      const place = nodeAt(this.root, at)?.kind === 'list' ? join(at, i) : at;
      return this.#refuse(
        'GANX_SPEC_VALUE',
        place,
        `No trial can have this value of ${quote(path)}: ${why}.`,
      );
    }
    return domain;
  }

  #shape(
    node: MapNode,
    at: string,
    name: string,
    { needs, takes }: Distribution,
  ): Required<Shape> | undefined {
    const known = [...needs, ...Object.keys(takes)] as ShapeKey[];
    this.#onlyKeys(node, at, name, known);
    const shape: { [key in ShapeKey]?: number } = { ...takes };
    let fits = true;
    for (const key of known) {
      const written = node.entries.get(key)?.node;
      const value = written && toJson(written);
      if (typeof value === 'number' && Number.isFinite(value)) shape[key] = value;
      else if (written) {
        fits = false;
        this.#refuse(
          'GANX_SPEC_WRONG_TYPE',
          join(at, key),
          `${quote(key)} must be a number, but is ${nameValue(value)}.`,
        );
      } else if (shape[key] === undefined) {
        fits = false;
        this.#refuse(
          'GANX_SPEC_MISSING_KEY',
          at,
          `The distribution ${name} needs ${listWords(needs.map(quote))}; ${quote(key)} is missing.`,
        );
      }
    }
    return fits ? (shape as Required<Shape>) : undefined;
  }

  #onlyKeys(node: MapNode, at: string, name: string, known: readonly string[]): void {
    for (const key of node.entries.keys()) {
      if (key === 'distribution' || key === 'when' || known.includes(key) || !parameterKeys.includes(key))
        continue;
      this.#refuse(
        'GANX_SPEC_VALUE',
        join(at, key),
        `${quote(key)} means nothing to the distribution ${name}, which takes ${listWords(known)}. Delete it, or name another distribution.`,
      );
    }
  }
}

/** What only the file says of a parameter. */
function asWritten(node: MapNode, domain: Domain): Pick<Parameter, 'values' | 'exponents'> {
  const read = (key: string): Json | undefined => {
    const found = node.entries.get(key)?.node;
    return found && toJson(found);
  };
  const single = read('value');
  const listed = single === undefined ? read('values') : [single];
  if (Array.isArray(listed)) return { values: listed };
  const [name, min, max] = [read('distribution'), read('min'), read('max')];
  if (typeof name !== 'string' || !/^(q_|inv_)?log_uniform$/.test(name)) return {};
  if (typeof min !== 'number' || typeof max !== 'number' || !looksLikeValues(min, max)) return {};
  const [low, high] = endsOf(domain).length > 2 ? [domain.valueOf(0), domain.valueOf(1 - 2 ** -53)] : [];
  return {
    exponents: `"min" and "max" of ${name} are exponents, as in W&B, so that its values lie between ${shortNumber(Number(low))} and ${shortNumber(Number(high))}. If ${min} and ${max} are meant as values, write ${name}_values.`,
  };
}

/** Exponents of a learning rate are negative, and those of sizes lie close together; rates themselves do not. */
const looksLikeValues = (min: number, max: number): boolean => min > 0 && (max <= 1 || max / min >= 10);

/** Quantiles are monotone: where the ends of a domain are finite, all of it is. */
function endsOf({ levels, ...domain }: Domain): readonly Json[] {
  if (levels === undefined) return [0, 2 ** -53, 0.5, 1 - 2 ** -53].map(domain.valueOf);
  return [0, levels - 1].map((level) => domain.valueOf(domain.unitOf(level)));
}

/** 1 is whole and 1.0 is not, as in Python: W&B tells them apart. */
const isWhole = ({ value, text, real }: ScalarNode): boolean =>
  typeof value === 'number' && Number.isInteger(value) && !real && !/[.eE]/.test(text ?? '');

/** Reads an expression of the sweep's file. */
export function readCondition(
  root: MapNode,
  node: TreeNode,
  at: string,
  problems: SpecProblem[],
): Condition | undefined {
  const text = toJson(node);
  if (typeof text !== 'string') {
    const message = `A condition is an expression as text, such as "loss.type == 'hinge'", but this is ${nameValue(text)}.`;
    problems.push(problemAt(placeOf(root, at), 'GANX_SPEC_WRONG_TYPE', at, message));
    return undefined;
  }
  try {
    return { expression: parseExpression(text), at };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    problems.push(expressionProblem(root, at, error));
    return undefined;
  }
}

/** At the spot inside the text, where the text stands on one line. */
export function expressionProblem(
  root: MapNode,
  at: string,
  { offset, message }: ExpressionError,
): SpecProblem {
  const place = placeOf(root, at);
  const node = nodeAt(root, at);
  const plain = node?.kind === 'scalar' && node.text !== undefined && node.text === node.value;
  const column = place.column + offset + (plain ? 0 : 1);
  return problemAt({ ...place, column }, 'GANX_SWEEP_EXPRESSION', at, message);
}
