/** Which platform a native library was built for, according to its header. */
import { closeSync, openSync, readSync } from "node:fs";

const HEADER_BYTES = 4096;

const ELF = 0x7f454c46;
const MACH_O_64 = 0xfeedfacf;
const DOS = 0x4d5a;

const elfMachines: Readonly<Record<number, string>> = { 62: "x64", 183: "arm64" };
const machOProcessors: Readonly<Record<number, string>> = {
  16777223: "x64",
  16777228: "arm64",
};
const peMachines: Readonly<Record<number, string>> = { 34404: "x64", 43620: "arm64" };

/** @returns such as "linux-x64"; undefined for anything but a library of a known platform */
export function addonPlatform(file: string): string | undefined {
  const header = Buffer.alloc(HEADER_BYTES);
  const descriptor = openSync(file, "r");
  try {
    readSync(descriptor, header, 0, HEADER_BYTES, 0);
  } finally {
    closeSync(descriptor);
  }
  const [system, machine] = systemAndMachine(header);
  return system && machine ? `${system}-${machine}` : undefined;
}

function systemAndMachine(header: Buffer): [string?, (string | undefined)?] {
  if (header.readUInt32BE(0) === ELF) return ["linux", elfMachines[header.readUInt16LE(18)]];
  if (header.readUInt32LE(0) === MACH_O_64) {
    return ["darwin", machOProcessors[header.readUInt32LE(4)]];
  }
  if (header.readUInt16BE(0) === DOS) {
    const signature = header.readUInt32LE(60);
    if (signature + 6 > header.length) return [];
    return ["win32", peMachines[header.readUInt16LE(signature + 4)]];
  }
  return [];
}
