import { isScalar, type ScalarTag, Schema } from 'yaml';

type Plain = null | boolean | number | string;

const tags = new Schema({ schema: 'core' }).tags.filter(
  (tag): tag is ScalarTag => tag.default === true && 'test' in tag && tag.test !== undefined,
);

/**
 * A word without quotes as YAML 1.2's core schema reads it: null, true, 0x10, 1e-3, .inf, or else text. A number that cannot
 * be held stays text: 9007199254740993 would be ...992, 1e400 would be infinite, and nobody would be told.
 */
export function resolvePlain(text: string): Plain {
  const tag = text === '' ? undefined : tags.find(({ test }) => test!.test(text));
  const resolved = tag?.resolve(text, () => undefined, {});
  const value = (isScalar(resolved) ? resolved.value : resolved) as Plain | undefined;
  if (value === undefined || (typeof value === 'number' && !isHeld(text, value))) return text;
  return value;
}

/** Whether a number is what its digits say: exactly, or to the nearest double where it has a point or an exponent. */
export function isHeld(text: string, value: number): boolean {
  if (/^[-+]?\.(inf|nan)$/i.test(text)) return true;
  if (!Number.isFinite(value)) return false;
  const whole = /^[-+]?(\d+|0x[\da-f]+|0o[0-7]+)$/i.test(text);
  if (!whole) return value !== 0 || !/[1-9]/.test(text.replace(/e.*$/i, ''));
  if (Number.isSafeInteger(value)) return true;
  const digits = BigInt(text.replace(/^[-+]/, ''));
  return digits === BigInt(Math.abs(value)) || digits === shortest(Math.abs(value));
}

/** The whole number that a double is printed as: its shortest digits, filled up with zeros. */
function shortest(value: number): bigint {
  const [mantissa, exponent] = value.toExponential().split('e');
  const digits = mantissa!.replace('.', '');
  return BigInt(digits) * 10n ** BigInt(Number(exponent) - digits.length + 1);
}
