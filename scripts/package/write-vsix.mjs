/**
 * Packs one folder into a VSIX: `write-vsix.mjs OPTIONS`, those of vsce's `createVSIX` as JSON. A
 * program of its own, so that what vsce has to say is heard only when it fails.
 */
import { createVSIX } from "@vscode/vsce";

await createVSIX(JSON.parse(process.argv[2] ?? "{}"));
