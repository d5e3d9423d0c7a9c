/** IEEE 754 half precision, which Node.js 20 cannot convert by itself. */

const scratch = new DataView(new ArrayBuffer(4));

/** The bits of the half-precision number nearest to `value` (ties to even; overflow is infinity). */
export function toFloat16Bits(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = (bits >>> 23) & 0xff;
  const mantissa = bits & 0x7fffff;

  if (exponent === 0xff) return sign | 0x7c00 | (mantissa ? 0x200 : 0);
  const rebased = exponent - 127 + 15;
  if (rebased >= 0x1f) return sign | 0x7c00;
  if (rebased < -10) return sign;

  // A subnormal half has no implicit leading bit: it is written out and shifted to its place.
  const significand = rebased > 0 ? mantissa : mantissa | 0x800000;
  const shift = rebased > 0 ? 13 : 14 - rebased;
  const truncated = (rebased > 0 ? rebased << 10 : 0) + (significand >>> shift);
  const remainder = significand & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  const roundUp = remainder > half || (remainder === half && (truncated & 1) === 1);
  // A carry out of the mantissa lands in the exponent, which is exactly what rounding means there.
  return sign | (truncated + (roundUp ? 1 : 0));
}

/** The number that half-precision `bits` stand for. */
export function fromFloat16Bits(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 0x1f) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}
