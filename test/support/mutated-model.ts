/** GGUF files with faults in the header and in the tensor table, the same for the same seed. */

/** Marsaglia's xorshift32. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Bytes before the vocabulary, and in the tensor table. */
const OUTER = 1000;

/** Numbers that trip readers up. */
const absurd = [
  0n,
  1n,
  0x7fn,
  0xffffn,
  0x7fffffffn,
  0xffffffffn,
  2n ** 40n,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
];

/**
 * A copy with one to four faults within its first `headerLength` bytes: flipped bits, changed
 * bytes, absurd lengths, wrong type ids, pieces doubled, left out or moved, or a premature end.
 */
export function mutated(original: Buffer, headerLength: number, seed: number): Buffer {
  const random = randomNumbers(seed);
  let bytes = Buffer.from(original);
  for (let faults = 1 + random(4); faults > 0; faults--) {
    // Most of a header is vocabulary; what precedes it and the table after it matter more.
    const ends = Math.min(headerLength, bytes.length - 8);
    const [from, length] = [
      [0, ends],
      [0, Math.min(ends, OUTER)],
      [Math.max(0, ends - OUTER), Math.min(ends, OUTER)],
    ][random(3)] as [number, number];
    const at = from + random(length);
    switch (random(8)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
        break;
      case 1:
        bytes[at] = random(256);
        break;
      case 2:
        bytes.writeBigUInt64LE(absurd[random(absurd.length)] ?? 0n, at);
        break;
      case 3:
        // An array of arrays in place of a value.
        bytes.writeUInt32LE(9, at);
        bytes.writeUInt32LE(random(2) === 0 ? 9 : random(14), Math.min(at + 4, bytes.length - 4));
        break;
      case 4: {
        const piece = bytes.subarray(at, at + 1 + random(64));
        bytes = Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
        break;
      }
      case 5:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(64))]);
        break;
      case 6:
        bytes.copy(bytes, at, random(bytes.length), bytes.length);
        break;
      default:
        if (random(4) === 0) bytes = bytes.subarray(0, at + 8);
        else bytes.writeUInt32LE(random(40), at);
    }
    if (bytes.length < 64) break;
  }
  return bytes;
}
