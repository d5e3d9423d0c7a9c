/**
 * An extension beside Tiller in the same extension host: times Tiller's activation, gives it an
 * engine whose speed is known, and notes when it asks that for a text.
 */
const childProcess = require("node:child_process");
const Module = require("node:module");
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
  const times = timedActivation();
  await vscode.extensions.getExtension("tiller.tiller").activate();
  note("activated", times);
};

/**
 * What VS Code itself counts as an extension's activation ("Developer: Show Running Extensions"): the
 * loading of its file and the call of its `activate`, without what VS Code does before and between.
 * The processor's time beside it, for it depends less on what else the machine does.
 */
function timedActivation() {
  const times = { milliseconds: 0, cpuMilliseconds: 0 };
  const timed = (work) => {
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    const result = work();
    const { user, system } = process.cpuUsage(cpu);
    times.milliseconds += performance.now() - start;
    times.cpuMilliseconds += (user + system) / 1000;
    return result;
  };
  const load = Module._load;
  Module._load = function (request, ...rest) {
    if (!/[\\/]dist[\\/]extension\.cjs$/.test(request)) return load.call(this, request, ...rest);
    Module._load = load;
    const { activate, ...others } = timed(() => load.call(this, request, ...rest));
    return { ...others, activate: (context) => timed(() => activate(context)) };
  };
  return times;
}
