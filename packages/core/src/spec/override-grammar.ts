import { parseOverrideValue } from './override-value.js';
import { split } from './path.js';
import { commandLine, type Place, problemAt } from './place.js';
import type { SpecProblem } from './problem.js';
import type { TreeNode } from './tree.js';
import { quote } from './words.js';

/**
 * Hydra's grammar for overrides (https://hydra.cc/docs/advanced/override_grammar/basic/), one per argument:
 *
 *   a.b=1      sets; the key must be one that the spec has or its schema knows
 *   +a.b=1     adds; the key must not be there yet
 *   ++a.b=1    sets or adds
 *   ~a.b       deletes; with ~a.b=1 only if that is its value
 *
 * `list.0.x` reaches into lists. The value is `[1, 2]`, `{type: adam, beta1: 0.5}`, `null`, `"007"` or `text`; see
 * `parseOverrideValue`. One place may be set once among overrides, and once by --set, which wins.
 * Nothing after the `=` means the empty text, as in Hydra, so that an unset shell variable does not pass for a null.
 */
export interface Override {
  readonly action: 'set' | 'add' | 'force' | 'delete';
  readonly keys: readonly string[];
  /** Where each key stands, then where the value does. */
  readonly keyPlaces: readonly Place[];
  readonly valuePlace: Place;
  readonly value?: TreeNode;
  readonly argument: string;
}

export type Argument = { readonly text: string; readonly from: 'override' | 'set' | 'unset' | 'instead' };

/** The arguments in the order in which they apply: overrides, `--set`, `--unset`, and what a judge puts in the place of mistakes. */
export function argumentsOf(options: {
  readonly overrides?: readonly string[] | undefined;
  readonly set?: readonly string[] | undefined;
  readonly unset?: readonly string[] | undefined;
  readonly instead?: readonly string[] | undefined;
}): readonly Argument[] {
  const all = (from: Argument['from'], texts: readonly string[] = []) =>
    texts.map((text) => ({ text, from }));
  return [
    ...all('override', options.overrides),
    ...all('set', options.set),
    ...all('unset', options.unset),
    ...all('instead', options.instead),
  ];
}

export function parseOverride({ text, from }: Argument, number: number): Override | SpecProblem {
  const at = (column: number): Place => ({ file: commandLine, line: number, column: column + 1 });
  const refuse = (column: number, message: string) =>
    problemAt(at(column), 'GANX_SPEC_OVERRIDE', '', message);

  const sign = from === 'override' || from === 'instead' ? (/^(\+\+|\+|~)?/.exec(text)?.[0] ?? '') : '';
  const action =
    from === 'unset' || sign === '~'
      ? 'delete'
      : from === 'set' || sign === '++'
        ? 'force'
        : sign === '+'
          ? 'add'
          : 'set';
  const equals = text.indexOf('=');
  const end = equals < 0 ? text.length : equals;
  const path = text.slice(sign.length, end);

  if (from === 'unset' && equals >= 0) return refuse(equals, `--unset takes a key alone: --unset ${path}.`);
  if (equals < 0 && action !== 'delete') {
    const example = from === 'set' ? `--set ${path || 'seed'}=1` : `${sign}${path || 'seed'}=1`;
    return refuse(
      0,
      `${quote(text)} is no override: it has no "=". An override is key=value, as ${example}.`,
    );
  }
  const keys = split(path);
  const odd = keys.findIndex((key) => key === '' || /[\s"'{}[\]:,/@]/.test(key));
  if (keys.length === 0 || odd >= 0) {
    const hint = path.includes('/') ? ' Keys are separated by dots, not slashes.' : '';
    return refuse(
      sign.length,
      `${quote(path)} is no key. A key is dotted words: optimizers.generator.learningRate, metrics.0.every.${hint}`,
    );
  }
  const keyPlaces = placesOf(path, sign.length, at);
  const valueStart = equals + 1;
  const base = {
    action,
    keys,
    keyPlaces,
    valuePlace: equals < 0 ? at(sign.length) : at(valueStart),
    argument: text,
  } as const;
  if (equals < 0) return base;

  const value = parseOverrideValue(text.slice(valueStart), (offset) => at(valueStart + offset));
  return 'code' in value ? value : { ...base, value };
}

function placesOf(path: string, start: number, at: (column: number) => Place): readonly Place[] {
  const places: Place[] = [];
  for (const found of path.matchAll(/[^.[\]]+/g)) places.push(at(start + found.index));
  return places;
}
