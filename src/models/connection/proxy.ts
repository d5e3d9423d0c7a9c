/** The proxy between here and a server, if any. */
import * as l10n from "@vscode/l10n";
import { DownloadError } from "./download-error.js";
import type { DownloadRequest } from "./schema.js";

/** As undici's EnvHttpProxyAgent takes them; "" is none. */
export interface Proxies {
  httpProxy: string;
  httpsProxy: string;
  noProxy: string;
}

/**
 * As given in the request, or else in the environment.
 * @throws DownloadError for an address that is not a proxy's
 */
export function proxiesOf(
  { proxy, noProxy }: Pick<DownloadRequest, "proxy" | "noProxy">,
  environment: Readonly<Record<string, string | undefined>>,
): Proxies {
  const set = (name: string) => environment[name.toLowerCase()] ?? environment[name] ?? "";
  return {
    httpProxy: address(proxy ?? set("HTTP_PROXY")),
    httpsProxy: address(proxy ?? set("HTTPS_PROXY")),
    noProxy: noProxy ?? set("NO_PROXY"),
  };
}

/** Many write `proxy.example:3128`, as curl allows. */
function address(text: string): string {
  if (text === "") return "";
  const full = text.includes("://") ? text : `http://${text}`;
  if (URL.canParse(full) && /^https?:$/.test(new URL(full).protocol)) return full;
  throw new DownloadError(
    "bad-input",
    l10n.t('"{0}" is not an HTTP proxy\'s address; write it as http://host:port.', text),
  );
}
