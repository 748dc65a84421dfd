/** Ways to damage or forge a JSON value, the same ones at every call. */

export type Path = readonly (string | number)[];

export interface Mutation {
  readonly path: Path;
  /** Absent: the value is taken away. */
  readonly value?: unknown;
  /** Another type than what stood there. */
  readonly otherType: boolean;
}

const deep = (levels: number): unknown => {
  let value: unknown = 0;
  for (let i = 0; i < levels; i++) value = [value];
  return value;
};

const strange: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e300,
  2 ** 53,
  'x',
  '',
  '\u001b]52;c;ZXZpbA==\u0007',
  '../../../etc/passwd',
  'y'.repeat(70_000),
  [],
  {},
  [null],
  { $number: 'NaN' },
  deep(2000),
];

/** Every place of a value, itself left out. */
export function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item, index) => [index, item])
    : Object.entries(value);
  return entries.flatMap(([key, own]) => [[...at, key], ...pathsOf(own, [...at, key])]);
}

export function mutationsOf(value: unknown): Mutation[] {
  return pathsOf(value).flatMap((path) => {
    const before = get(value, path);
    const changed = strange.map((after) => ({
      path,
      value: after,
      otherType: typeOf(after) !== typeOf(before) && !isSpelled(after),
    }));
    return [...changed, { path, otherType: false }];
  });
}

/** A copy of the value with one thing changed. */
export function mutate(value: unknown, { path, ...change }: Mutation): unknown {
  const copy = structuredClone(value);
  const parent = get(copy, path.slice(0, -1)) as Record<string | number, unknown>;
  const key = path.at(-1)!;
  if ('value' in change) parent[key] = change.value;
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
  return copy;
}

const get = (value: unknown, path: Path): unknown =>
  path.reduce((at, key) => (at as Record<string | number, unknown>)[key], value);

const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

/** A number that is not finite, as exact JSON spells it. */
const isSpelled = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && '$number' in value;
