/**
 * JSON that brings every number back. JSON has no NaN, no infinities and no negative zero: they are written as
 * `{"$number": "NaN"}`. An object of the user's that looks like that is written as `{"$object": {...}}`.
 */
export function exactJson(value: unknown): string {
  return `${JSON.stringify(encodeExact(value), null, 2)}\n`;
}

export function parseExactJson(text: string): unknown {
  return decodeExact(JSON.parse(text));
}

const special = ['NaN', 'Infinity', '-Infinity', '-0'];

/** As data that `JSON.stringify` can write without a loss. */
export function encodeExact(value: unknown): unknown {
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return { $number: '-0' };
    return Number.isFinite(value) ? value : { $number: String(value) };
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(encodeExact);
  const encoded = Object.fromEntries(Object.entries(value).map(([key, own]) => [key, encodeExact(own)]));
  return onlyKey(value) === '$number' || onlyKey(value) === '$object' ? { $object: encoded } : encoded;
}

/** Back from what `JSON.parse` gives. */
export function decodeExact(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(decodeExact);
  const key = onlyKey(value);
  const { $number, $object } = value as { $number?: unknown; $object?: unknown };
  if (key === '$number' && special.includes($number as string)) return Number($number);
  if (key === '$object' && typeof $object === 'object' && $object !== null) return decodeEntries($object);
  return decodeEntries(value);
}

function decodeEntries(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, decodeExact(own)]));
}

function onlyKey(value: object): string | undefined {
  const [key, ...others] = Object.keys(value);
  return others.length === 0 ? key : undefined;
}
