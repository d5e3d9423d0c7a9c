/**
 * `npm run package [-- --target linux-x64] [--addon FILE] [--out FOLDER]`: builds the extension as
 * one file for one platform, by default this machine's.
 */
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt } from "./setup/build.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { repository, runScript, SetupError } from "./setup/run.mjs";
import { ensureStarter } from "./setup/starter.mjs";
import { ensureSystemPackages, toBuild } from "./setup/system.mjs";

await runScript(async () => {
  const { values } = parseArgs({
    options: {
      target: { type: "string", default: `${process.platform}-${process.arch}` },
      addon: { type: "string" },
      out: { type: "string", default: join(repository, "out/package") },
    },
  });
  await ensureSystemPackages(toBuild);
  await ensureDependencies();
  await ensureBuilt();
  if (!(await ensureStarter()))
    throw new SetupError("Without the starter model nothing is packed.");
  const { tsImport } = await import("tsx/esm/api");
  const { packageTarget } = await tsImport("./package/package-target.ts", import.meta.url);
  const { target, addon } = values;
  try {
    await packageTarget({
      repository: resolve(repository),
      target,
      out: resolve(values.out),
      addon: addon && resolve(addon),
      say: console.log,
    });
  } catch (error) {
    throw new SetupError(error.message, { cause: error });
  }
});
