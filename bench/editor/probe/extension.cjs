/**
 * An extension beside Tiller in the same extension host: times Tiller's activation, gives it an
 * engine whose speed is known, and notes when it asks that for a text.
 */
const childProcess = require("node:child_process");
const { join } = require("node:path");
const vscode = require("vscode");
const { note } = require("./note.cjs");

exports.activate = async () => {
  const { fork } = childProcess;
  childProcess.fork = (program, args, options) => {
    if (!program.endsWith("engine.mjs")) return fork(program, args, options);
    const engine = fork(join(__dirname, "engine.cjs"), args, options);
    const { send } = engine;
    engine.send = (message, ...rest) => {
      if (message.request?.kind === "generate") note("request");
      return send.call(engine, message, ...rest);
    };
    return engine;
  };
  const start = performance.now();
  await vscode.extensions.getExtension("tiller.tiller").activate();
  note("activated", { milliseconds: performance.now() - start });
};
