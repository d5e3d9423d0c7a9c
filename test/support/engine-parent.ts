/** A process with an engine of its own, to be killed: tells its parent the engine's process id. */
import { bundledModel, startEngine } from "./engine.js";

const { client } = await startEngine();
client.once("model", () => process.send?.(client.processId));
void client.request({ kind: "load", model: bundledModel });
