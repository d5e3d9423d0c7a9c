/**
 * A repository on the hub: which files it has, and which of them are meant.
 *
 * One request (`/api/models/owner/repo/revision/main?blobs=true`, as made by huggingface_hub's
 * `model_info(files_metadata=True)`) returns the commit and every file's size and SHA-256. The
 * files are then requested at that commit, so that all are of one version. @huggingface/hub does no
 * more than this: it lists files page by page and starts interrupted downloads over.
 */
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { type Connection, discard, troubleOf } from "../connection/connection.js";
import { DownloadError } from "../connection/download-error.js";
import { refusalOf } from "../connection/refusal.js";
import { chooseFiles } from "./choose-files.js";
import { checkModelFile } from "./file-names.js";
import type { RemoteFile } from "./remote-file.js";
import type { HubSource } from "./source.js";

const repositorySchema = z.object({
  /** Of the commit. */
  sha: z.string().optional(),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: z.int().nullish(),
      /** Git's hash of the file, or of the pointer to it. */
      blobId: z.string().optional(),
      lfs: z.object({ sha256: z.string(), size: z.int() }).nullish(),
    }),
  ),
});

/**
 * The files of the requested model, in order.
 *
 * @param token whether a token is sent
 * @throws DownloadError when the model does not exist, Trouble for temporary failures
 */
export async function findOnHub(
  source: HubSource,
  hub: URL,
  connection: Connection,
  token: boolean,
  signal: AbortSignal,
): Promise<RemoteFile[]> {
  const { repository, revision } = source;
  const { sha, siblings } = await ask(source, hub, connection, token, signal);
  const names = siblings.map(({ rfilename }) => rfilename);
  return chooseFiles(source, names).map((name) => {
    checkModelFile(name.split("/"));
    const file = siblings.find(({ rfilename }) => rfilename === name);
    const bytes = file?.lfs?.size ?? file?.size ?? undefined;
    if (bytes === undefined) throw notTheHub(hub);
    const sha256 = file?.lfs?.sha256.toLowerCase();
    const version = sha256 ?? file?.blobId;
    return {
      url: below(hub, [...repository.split("/"), "resolve", sha ?? revision, ...name.split("/")]),
      page: pageOf(hub, repository),
      path: [...repository.split("/"), ...name.split("/")],
      bytes,
      ...(sha256 && { sha256 }),
      ...(version && { version }),
    };
  });
}

async function ask(
  { repository, revision }: HubSource,
  hub: URL,
  connection: Connection,
  token: boolean,
  signal: AbortSignal,
): Promise<z.infer<typeof repositorySchema>> {
  const address = below(hub, ["api", "models", ...repository.split("/"), "revision", revision]);
  address.searchParams.set("blobs", "true");
  const answer = await connection.get(address, { accept: "application/json" }, signal);
  if (answer.status !== 200) {
    discard(answer.body);
    throw refusalOf(answer, { name: repository, page: pageOf(hub, repository), token });
  }
  let text: string;
  try {
    text = await answer.body.text();
  } catch (error) {
    signal.throwIfAborted();
    throw troubleOf(error, answer.url);
  }
  try {
    return repositorySchema.parse(JSON.parse(text));
  } catch {
    throw notTheHub(answer.url);
  }
}

function pageOf(hub: URL, repository: string): string {
  return below(hub, repository.split("/")).href;
}

/**
 * @param segments each is encoded, so that a slash in a branch's name does not become part of the
 *   path
 */
function below(hub: URL, segments: readonly string[]): URL {
  const base = hub.href.replace(/\/$/, "");
  return new URL(`${base}/${segments.map(encodeURIComponent).join("/")}`);
}

function notTheHub({ host }: URL): DownloadError {
  return new DownloadError(
    "download-failed",
    l10n.t(
      "{0} does not answer like Hugging Face; check HF_ENDPOINT, and whether the network requires you to sign in first.",
      host,
    ),
  );
}
