import assert from "node:assert/strict";
import { OpenAiServer } from "../../support/openai-server.js";
import { scenarios } from "../../support/server-scenarios.js";
import { tillerOn } from "../../support/tiller-on-server.js";

/** Where the text was written, and how its constraints came out, whatever else there is to say. */
const USUAL = /^(held|not held) |^127\.0\.0\.1:\d+ · .* tokens/;

describe("a server that is odd in", () => {
  let server: OpenAiServer;
  beforeEach(async () => {
    server = await OpenAiServer.start();
  });
  afterEach(() => server.dispose());

  for (const [group, members] of Object.entries(scenarios)) {
    describe(group, () => {
      for (const { name, as, options, model, text, says, code, asked } of members) {
        it(name, async () => {
          as(server);
          const {
            stdout,
            stderr,
            code: actual,
          } = await tillerOn(
            ...["complete", "--model", server.model(model), "--temperature", "0"],
            ...(options?.includes("--prompt") ? [] : ["--prompt", "Describe a fox."]),
            ...(options ?? []),
          );
          assert.equal(stdout, text === "" ? "" : `${text}\n`, stderr);
          const said = stderr.split("\n").filter((line) => line !== "" && !USUAL.test(line));
          if (says) assert.match(stderr, says);
          else assert.deepEqual(said, []);
          assert.equal(actual, code, stderr);
          for (const line of said) assert.doesNotMatch(line, /[{}[\]]|Traceback|\bat line \d/);
          asked?.(
            server.asked.map(({ body }) => body),
            server,
          );
        });
      }
    });
  }
});
