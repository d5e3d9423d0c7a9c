/**
 * `npm start`: sets up what is missing, shows one request unsteered and steered, and opens an editor
 * with the extension and the sample document; `npm start -- --no-editor` stops before the editor.
 */
import { parseArgs } from "node:util";
import { ensureBuilt } from "./setup/build.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { isOnPath, runScript, runVisibly, SetupError } from "./setup/run.mjs";
import { ensureSystemPackages, toBuild } from "./setup/system.mjs";
import { ensureWorkbench } from "./setup/workbench.mjs";

await runScript(async () => {
  const { values } = parseArgs({ options: { "no-editor": { type: "boolean" } } });
  await ensureSystemPackages(toBuild);
  await ensureDependencies();
  await ensureBuilt();

  await showSteering();
  if (values["no-editor"]) return;

  const onDesktop = isOnPath("code");
  if (!onDesktop) await ensureWorkbench();
  // Only now is there a node_modules to import from.
  const { openDesktop, openWebWorkbench } = await import("./editor.mjs");
  await (onDesktop ? openDesktop() : openWebWorkbench());
});

async function showSteering() {
  const request = ["--prompt", "Describe a fox."];
  const steering = ["change_case:english_capital", "length_constraints:concise"];

  console.log(`\n"${request[1]}", unsteered:`);
  await complete(request);
  console.log(`\nThe same request, steered towards ${steering.join(" and ")}:`);
  await complete([...request, ...steering.flatMap((id) => ["--steer", id])]);
}

async function complete(options) {
  const code = await runVisibly(process.execPath, ["dist/cli.mjs", "complete", ...options]);
  if (code !== 0) throw new SetupError(`The model could not write (exit code ${code}).`);
}
