/** A process with its own engine, to be killed: tells its parent the engine's process id. */
import { startEngine } from "./engine.js";
import { tillerTiny } from "./tiny.js";

const { client } = await startEngine();
client.once("model", () => process.send?.(client.processId));
void client.request({ kind: "load", model: tillerTiny });
