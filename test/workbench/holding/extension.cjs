/**
 * An extension of the tests' own beside Tiller in the same extension host: the engine that Tiller
 * starts is one that can be held (gate.cjs). It need not hear a cancel while it stands still; so that
 * it does hear it, it goes on when one is sent.
 */
const childProcess = require("node:child_process");
const { rmSync } = require("node:fs");
const { join } = require("node:path");

exports.activate = () => {
  const hold = join(process.env.TILLER_RUN, "hold");
  const { fork } = childProcess;
  childProcess.fork = (program, args, options) => {
    if (!program.endsWith("engine.mjs")) return fork(program, args, options);
    const engine = fork(program, args, {
      ...options,
      execArgv: ["--require", join(__dirname, "gate.cjs")],
    });
    const { send } = engine;
    engine.send = (message, ...rest) => {
      const sent = send.call(engine, message, ...rest);
      if (message.type === "cancel") rmSync(hold, { force: true });
      return sent;
    };
    return engine;
  };
};
