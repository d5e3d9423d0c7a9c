/** Inputs beside the usual ones: seeds with a few changes, of bytes and of JSON's values. */
import fc from "fast-check";
import { json, jsonIn, utf8 } from "./target.js";

/** What sizes, numbers and offsets go wrong at. */
const INTEGERS = [0n, 1n, 2n, 0x7fn, 0xffn, 0x7fffn, 0xffffn, 0x7fffffffn, 0xffffffffn].concat([
  0x8000_0000n,
  2n ** 53n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
]);

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

type Edit = (bytes: Uint8Array) => Uint8Array;

const at = (bytes: Uint8Array, share: number) => Math.floor(share * (bytes.length + 1));

function spliced(bytes: Uint8Array, from: number, removed: number, added: Uint8Array): Uint8Array {
  return new Uint8Array([...bytes.subarray(0, from), ...added, ...bytes.subarray(from + removed)]);
}

const byteEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 4 })).map(
    ([share, values]): Edit =>
      (bytes) =>
        spliced(bytes, at(bytes, share), values.length, values),
  ),
  fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 8 })).map(
    ([share, values]): Edit =>
      (bytes) =>
        spliced(bytes, at(bytes, share), 0, values),
  ),
  fc.tuple(place, fc.nat(64)).map(
    ([share, length]): Edit =>
      (bytes) =>
        spliced(bytes, at(bytes, share), length, new Uint8Array()),
  ),
  fc.tuple(place, fc.constantFrom(...INTEGERS), fc.constantFrom(1, 2, 4, 8)).map(
    ([share, value, size]): Edit =>
      (bytes) => {
        const written = new Uint8Array(8);
        new DataView(written.buffer).setBigUint64(0, value, true);
        return spliced(bytes, at(bytes, share), size, written.subarray(0, size));
      },
  ),
  // A part once more, or somewhere else.
  fc.tuple(place, place, fc.nat(256)).map(
    ([from, to, length]): Edit =>
      (bytes) => {
        const begin = at(bytes, from);
        return spliced(bytes, at(bytes, to), 0, bytes.slice(begin, begin + length));
      },
  ),
  place.map(
    (share): Edit =>
      (bytes) =>
        bytes.slice(0, at(bytes, share)),
  ),
);

/** Seeds with some of their bytes changed. */
export function mutatedBytes(seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.constantFrom(...seeds), fc.array(byteEdit, { minLength: 1, maxLength: 6 }))
    .map(([seed, edits]) => edits.reduce((bytes, edit) => edit(bytes), seed));
}

/** Stands for what JSON.stringify cannot write: a value nested more deeply than a stack is high. */
const DEEP = "TILLER-DEEP";
const DEPTH = 20_000;

const oddValue = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, "", "\ud800", "a\nb", "__proto__", [], {}, DEEP),
  fc.constantFrom<unknown>(-1, 0.5, 1e308, -1e308, 2 ** 53, 2 ** 63, "x".repeat(5000)),
  fc.jsonValue({ maxDepth: 2 }),
);
const oddKey = fc.oneof(fc.constantFrom("__proto__", "constructor", "", "length"), fc.string());

/** Seeds that are JSON with some of their values or keys changed. */
export function mutatedJson(seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const values = seeds.map(jsonIn).filter((value) => value !== undefined);
  const edit = fc.record({
    place,
    value: oddValue,
    key: oddKey,
    how: fc.constantFrom("value", "value", "value", "remove", "rename", "repeat"),
  });
  return fc
    .tuple(fc.constantFrom(...values), fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([seed, edits]) => {
      const root = { value: structuredClone(seed) };
      for (const { place, ...change } of edits) {
        const slots = slotsIn(root);
        const slot = slots[Math.floor(place * slots.length)];
        if (slot) changeSlot(slot, change);
      }
      const deep = "[".repeat(DEPTH) + "]".repeat(DEPTH);
      return utf8(new TextDecoder().decode(json(root.value)).replaceAll(`"${DEEP}"`, deep));
    });
}

interface Slot {
  holder: Record<string, unknown> | unknown[];
  key: string;
}

/** Every place below a value that holds one. */
function slotsIn(holder: object): Slot[] {
  return Object.entries(holder).flatMap(([key, value]) => [
    { holder: holder as Slot["holder"], key },
    ...(typeof value === "object" && value !== null ? slotsIn(value) : []),
  ]);
}

function changeSlot(
  { holder, key }: Slot,
  change: { value: unknown; key: string; how: string },
): void {
  const record = holder as Record<string, unknown>;
  const given = record[key];
  const put = (name: string, value: unknown) =>
    Object.defineProperty(record, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  if (Array.isArray(holder)) {
    if (change.how === "remove") holder.splice(Number(key), 1);
    else if (change.how === "repeat") holder.push(given);
    else holder[Number(key)] = change.value;
    return;
  }
  if (change.how === "remove" || change.how === "rename") delete record[key];
  if (change.how === "rename" || change.how === "repeat") put(change.key, given);
  if (change.how === "value") put(key, change.value);
}
