/**
 * `npm start`: sets up what is missing, shows one request unsteered and steered, and opens an editor
 * with the extension and the sample document; `npm start -- --no-editor` stops before the editor.
 */
import { parseArgs } from "node:util";
import { ensureBuilt } from "./setup/build.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { isOnPath, runScript, runVisibly, SetupError } from "./setup/run.mjs";
import { ensureStarter } from "./setup/starter.mjs";
import { ensureSystemPackages, toBuild } from "./setup/system.mjs";
import { ensureWorkbench } from "./setup/workbench.mjs";

await runScript(async () => {
  const { values } = parseArgs({ options: { "no-editor": { type: "boolean" } } });
  await ensureSystemPackages(toBuild);
  await ensureDependencies();
  await ensureBuilt();
  const model = (await ensureStarter()) ? undefined : await standIn();

  await showSteering(model);
  if (values["no-editor"]) return;

  const onDesktop = isOnPath("code");
  if (!onDesktop) await ensureWorkbench();
  // Only now does node_modules exist to import from.
  const { openDesktop, openWebWorkbench } = await import("./editor.mjs");
  await (onDesktop ? openDesktop(model) : openWebWorkbench(model));
});

/** If the starter is not available, something that can write at all. */
async function standIn() {
  console.log("The model of the tests takes its place, which knows few words and little sense.");
  const { tsImport } = await import("tsx/esm/api");
  return (await tsImport("../test/support/tiny.ts", import.meta.url)).tillerTiny;
}

/** @param model instead of the starter */
async function showSteering(model) {
  const prompt = "Why do towns plant trees along their streets?";
  const request = ["--prompt", prompt, "--seed", "2", "--max-tokens", "120"];
  if (model) request.push("--model", model);

  console.log(`\n"${prompt}", unsteered:`);
  await complete(request);
  console.log("\nThe same request, steered towards Concise; the prompt does not say so:");
  await complete([...request, "--steer", "length_constraints:concise"]);
}

async function complete(options) {
  const code = await runVisibly(process.execPath, ["dist/cli.mjs", "complete", ...options]);
  if (code !== 0) throw new SetupError(`The model could not write (exit code ${code}).`);
}
