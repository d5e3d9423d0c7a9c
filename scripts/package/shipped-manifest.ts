/** package.json as it ships: what VS Code reads, without what is for building and testing. */

const left = [
  // node-llama-cpp is already beside the bundles; nothing needs to be installed, built or run.
  "dependencies",
  "devDependencies",
  "overrides",
  "scripts",
  "bin",
  "binary",
] as const;

export function shippedManifest(manifest: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(manifest).filter(
    ([name]) => !(left as readonly string[]).includes(name),
  );
  const { vscode } = manifest.engines as Record<string, string>;
  return { ...Object.fromEntries(kept), engines: { vscode } };
}
