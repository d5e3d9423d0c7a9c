/**
 * Puts a file that is already on this machine in a second place, but only if the content is
 * identical.
 */
import { constants } from "node:fs";
import { access, copyFile, link, mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { fileHash } from "../file-hash.js";
import { fileOnDisk } from "../find/gguf-files.js";

/** The files of exactly this many bytes. */
export async function filesOfSize(paths: readonly string[], bytes: number): Promise<string[]> {
  const files = await Promise.all(paths.map(fileOnDisk));
  return paths.filter((_, i) => files[i]?.bytes === bytes);
}

/**
 * Gives a file's content a second name once its hash has been verified.
 *
 * @param from left as it is
 * @param to locked by the caller, so the unfinished file has a name of its own
 * @param link whether both names may refer to one file, where the file system can do that
 * @returns false if the content is different or cannot be read
 */
export async function putInPlace(
  from: string,
  to: string,
  { sha256 }: { sha256: string },
  { link: mayLink, signal }: { link: boolean; signal: AbortSignal },
): Promise<boolean> {
  const unfinished = `${to}.partial`;
  await mkdir(dirname(to), { recursive: true });
  await rm(unfinished, { force: true });
  try {
    if (!(await isReadable(from))) return false;
    if (!mayLink || !(await linked(from, unfinished))) {
      await copyFile(from, unfinished, constants.COPYFILE_FICLONE);
    }
    if ((await fileHash(unfinished, "sha256", signal)) !== sha256) return false;
    await rename(unfinished, to);
    return true;
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}

/** Other disks, and some file systems, have no links. */
async function linked(from: string, to: string): Promise<boolean> {
  return link(from, to).then(
    () => true,
    () => false,
  );
}
