/**
 * Packs one folder into a VSIX: `write-vsix.mjs OPTIONS`, with the options of vsce's `createVSIX`
 * as JSON. A separate program, so that vsce's output is shown only if it fails.
 */
import { createVSIX } from "@vscode/vsce";

await createVSIX(JSON.parse(process.argv[2] ?? "{}"));
