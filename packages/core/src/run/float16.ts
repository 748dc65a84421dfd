/** Bits of IEEE 754 half-precision numbers to the float32 numbers of the same value; exact. */
export function fromFloat16(bits: Uint16Array): Float32Array {
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) {
    const sign = bits[i]! & 0x8000 ? -1 : 1;
    const exponent = (bits[i]! >> 10) & 0x1f;
    const fraction = bits[i]! & 0x3ff;
    if (exponent === 0x1f) values[i] = fraction === 0 ? sign * Infinity : NaN;
    else if (exponent === 0) values[i] = sign * fraction * 2 ** -24;
    else values[i] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  return values;
}

/** Nearest half-precision numbers, ties to even; what is too large becomes infinity. */
export function toFloat16(values: Float32Array): Uint16Array {
  const bits = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
    const size = Math.abs(value);
    if (Number.isNaN(value)) bits[i] = 0x7e00;
    else if (size >= 65520) bits[i] = sign | 0x7c00;
    else {
      // One unit in the last place at this size; below 2^-14 numbers are evenly spaced. A carry runs into the exponent by itself.
      const exponent = size < 2 ** -14 ? -14 : Math.floor(Math.log2(size));
      const units = roundToEven(size / 2 ** (exponent - 10));
      bits[i] = sign | (size < 2 ** -14 ? units : ((exponent + 15) << 10) + units - 1024);
    }
  }
  return bits;
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
