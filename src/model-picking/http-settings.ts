/** How the person wants the network to be reached: VS Code's own settings. */
import * as vscode from "vscode";
import type { DownloadRequest } from "../models/connection/schema.js";

/** Absent settings leave it to the environment. */
export function httpSettings(): Pick<DownloadRequest, "proxy" | "noProxy"> {
  const http = vscode.workspace.getConfiguration("http");
  if (http.get("proxySupport") === "off") return { proxy: "" };
  const proxy = http.get("proxy", "").trim();
  const noProxy = http.get<readonly string[]>("noProxy", []);
  return {
    ...(proxy && { proxy }),
    ...(noProxy.length > 0 && { noProxy: noProxy.join(",") }),
  };
}
