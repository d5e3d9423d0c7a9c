/**
 * What people may type or paste to say which model they mean.
 *
 * The forms are those of node-llama-cpp (`hf:owner/repo/file.gguf#branch`, `hf:owner/repo:Q4_K_M`),
 * of llama.cpp (`owner/repo:Q4_K_M`) and of Ollama (`hf.co/owner/repo:Q4_K_M`), and the hub's own
 * pages and links. Our own code: node-llama-cpp does not export its parser, which also refuses no
 * names.
 */
import * as l10n from "@vscode/l10n";
import { quoted } from "../../text/quoted.js";
import { isLoopback } from "../connection/addresses.js";
import { DownloadError } from "../connection/download-error.js";
import { checkModelFile, isSafeName } from "./file-names.js";
import { recommendedModels } from "./recommended.js";

/** One model in a repository on the hub. */
export interface HubSource {
  kind: "hub";
  /** `owner/repo` */
  repository: string;
  /** Branch, tag or commit. */
  revision: string;
  /** Path of a `.gguf` in the repository; without it, `quantisation` decides. */
  file?: string;
  /** "Q4_K_M"; without it, the usual one is meant. */
  quantisation?: string;
}

/** A file on any other server. */
export interface AddressSource {
  kind: "address";
  url: URL;
  /** The file's own name. */
  file: string;
}

const HUB_HOSTS = ["huggingface.co", "www.huggingface.co", "hf.co"];
const WORD = /^[A-Za-z0-9_.-]+$/;

/**
 * @param endpoint the hub's address, whose pages are accepted too
 * @throws DownloadError for anything else, and for names that could not be files here
 */
export function parseSource(text: string, endpoint: URL): HubSource | AddressSource {
  const source = text.trim();
  const recommended = recommendedModels.find(
    ({ name }) => name.toLowerCase() === source.toLowerCase(),
  );
  if (recommended) return parseSource(recommended.source, endpoint);
  if (/^https?:\/\//i.test(source)) return fromAddress(source, endpoint);
  const path = source.replace(/^(?:(?:hf|huggingface):(?:\/\/)?|(?:hf|huggingface)\.co\/)/i, "");
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path) || !path.includes("/")) throw notASource(source);
  return fromPath(path, source);
}

/** `owner/repo`, `owner/repo:Q4_K_M`, `owner/repo/folder/file.gguf`, the last with `#branch`. */
function fromPath(path: string, source: string): HubSource {
  const [whole = "", revision = "main"] = path.split("#", 2);
  const [owner = "", second = "", ...folders] = whole.split("/");
  if (folders.length === 0) {
    const [name = "", quantisation] = second.split(":", 2);
    if (quantisation !== undefined && !WORD.test(quantisation)) throw notASource(source);
    return hubSource(`${owner}/${name}`, revision, { ...(quantisation && { quantisation }) });
  }
  return hubSource(`${owner}/${second}`, revision, { file: folders.join("/") });
}

function fromAddress(text: string, endpoint: URL): HubSource | AddressSource {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw notASource(text);
  }
  if (HUB_HOSTS.includes(url.hostname) || url.host === endpoint.host) {
    return fromPage(url, text, endpoint);
  }
  // Anybody on the way could substitute another model.
  if (url.protocol !== "https:" && !isLoopback(url)) {
    throw new DownloadError(
      "bad-input",
      l10n.t("{0} is not encrypted; Tiller downloads only from https addresses.", quoted(text)),
    );
  }
  const file = decoded(url.pathname.split("/").at(-1) ?? "");
  checkModelFile([file]);
  return { kind: "address", url, file };
}

/** `/owner/repo`, and of it `/tree/main`, `/blob/main/file.gguf`, `/resolve/main/file.gguf`. */
function fromPage(url: URL, text: string, endpoint: URL): HubSource {
  const base = url.host === endpoint.host ? endpoint.pathname.replace(/\/$/, "") : "";
  const path = url.pathname.startsWith(`${base}/`) ? url.pathname.slice(base.length) : "";
  const [owner = "", name = "", view, revision, ...folders] = path
    .split("/")
    .slice(1)
    .map(decoded)
    .filter((segment, i, all) => segment !== "" || i < all.length - 1);
  const repository = `${owner}/${name}`;
  // The hub shows a file's content on the repository's own page.
  const shown = url.searchParams.get("show_file_info");
  if (shown) return hubSource(repository, revision ?? "main", { file: shown });
  if (view === undefined) return fromPath(repository, text);
  if (view === "tree") return hubSource(repository, revision ?? "main", {});
  if ((view === "blob" || view === "resolve" || view === "raw") && revision) {
    return hubSource(repository, revision, { file: folders.join("/") });
  }
  throw notASource(text);
}

function hubSource(
  repository: string,
  revision: string,
  rest: Pick<HubSource, "file" | "quantisation">,
): HubSource {
  const names = repository.split("/");
  const named = names.every((name) => isSafeName(name) && WORD.test(name) && !name.includes(".."));
  if (!named || !isRevision(revision)) {
    throw new DownloadError(
      "bad-input",
      l10n.t(
        '"{0}" is not the name of a model on Hugging Face; write it as owner/name.',
        quoted(repository),
      ),
    );
  }
  if (rest.file !== undefined) checkModelFile(rest.file.split("/"));
  return { kind: "hub", repository, revision, ...rest };
}

function isRevision(revision: string): boolean {
  return revision.split("/").every((part) => WORD.test(part) && !part.startsWith("."));
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function notASource(text: string): DownloadError {
  return new DownloadError(
    "bad-input",
    l10n.t(
      '"{0}" names no model to download; write hf:owner/name:Q4_K_M, hf:owner/name/file.gguf, or the address of a .gguf file.',
      quoted(text),
    ),
  );
}
