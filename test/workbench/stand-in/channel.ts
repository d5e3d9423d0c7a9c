/**
 * What a suite inside the extension host tells the stand-in, as lines of JSON over a socket.
 *
 * The workbench's own report is not enough: it calls an extension host that was killed a success,
 * and mixes a suite's output with the host's.
 */
import { createServer, type Server } from "node:net";
import { createInterface } from "node:readline";

/** One line of the channel; `host-runner.cjs` is its other end. */
export type SuiteMessage = { output: string } | { finished: { error?: string } };

export interface SuiteChannel {
  /** Resolves when the suite has run to its end; rejects when its host went away before. */
  readonly finished: Promise<{ error?: string }>;
  close(): void;
}

export function listenToSuite(socket: string, write: (text: string) => void): SuiteChannel {
  let server: Server | undefined;
  const finished = new Promise<{ error?: string }>((resolve, reject) => {
    server = createServer((connection) => {
      const lines = createInterface({ input: connection });
      lines.on("line", (line) => {
        const message = JSON.parse(line) as SuiteMessage;
        if ("output" in message) write(message.output);
        else resolve(message.finished);
      });
      connection.on("error", () => {});
      lines.on("close", () => reject(new Error("The extension host ended before its suite did.")));
    });
    server.on("error", reject);
    server.listen(socket);
  });
  finished.catch(() => {});
  return { finished, close: () => server?.close() };
}
