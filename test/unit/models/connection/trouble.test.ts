import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { fakeModel, REPOSITORY, status } from "../../../support/fake-hub.js";
import { DownloadFixture, FILE, SIZE, SOURCE } from "../download/fixture.js";

describe("a download in trouble", () => {
  const content = fakeModel(SIZE);
  let fixture: DownloadFixture;

  beforeEach(async () => {
    fixture = await DownloadFixture.make();
    fixture.hub.put(FILE, content);
  });

  afterEach(() => fixture.dispose());

  async function isWhole(): Promise<void> {
    assert.deepEqual(await readFile(fixture.path(FILE)), content);
    assert.deepEqual(await fixture.files(), [`${REPOSITORY}/${FILE}`]);
  }

  it("goes on by itself where the connection was cut", async () => {
    const { hub } = fixture;
    hub.nextFileAnswers.push(hub.cutAfter(100_000), hub.cutAfter(50_000));
    await fixture.download(SOURCE);
    await isWhole();
    assert.equal(hub.served(), SIZE);
    // Bytes came each time, so it begins with the shortest wait.
    assert.deepEqual(fixture.waits, [1000, 1000]);
  });

  it("goes on by itself where nothing came any more", async () => {
    const { hub } = fixture;
    fixture.stalledAfter = 100;
    hub.nextFileAnswers.push(hub.sendingOnly(100_000, () => {}));
    await fixture.download(SOURCE);
    await isWhole();
    assert.equal(hub.served(), SIZE);
  });

  it("waits longer each time, and gives up in the end, with what has arrived", async () => {
    const { hub } = fixture;
    hub.nextFileAnswers.push(hub.cutAfter(100_000));
    for (let i = 0; i < 5; i += 1) hub.nextFileAnswers.push(hub.cutAfter(0));
    await assert.rejects(fixture.download(SOURCE), {
      code: "download-failed",
      message: /^The connection to 127\.0\.0\.1:\d+ was lost; what has arrived is kept/,
    });
    assert.deepEqual(fixture.waits, [1000, 2000, 4000, 8000, 16_000]);
    await fixture.download(SOURCE);
    await isWhole();
    assert.equal(hub.served(), SIZE);
  });

  it("stops at once while it waits", async () => {
    const { hub } = fixture;
    const stop = new AbortController();
    hub.nextFileAnswers.push(hub.cutAfter(100_000));
    fixture.onWait = () => stop.abort();
    await assert.rejects(fixture.download(SOURCE, {}, stop.signal), { name: "AbortError" });
    assert.equal(hub.served(), 100_000);
  });

  it("deletes what has another hash than the hub promised", async () => {
    fixture.hub.put(FILE, content, "0".repeat(64));
    await assert.rejects(fixture.download(SOURCE), {
      code: "download-failed",
      message: /^The downloaded notes-Q4_K_M\.gguf is not the file .* SHA-256 differs/,
    });
    assert.deepEqual(await fixture.files(), []);
  });

  for (const size of [SIZE - 1, SIZE + 1]) {
    it(`refuses a file of ${size - SIZE} bytes more than promised`, async () => {
      fixture.hub.nextFileAnswers.push((_request, response) => {
        response.writeHead(200, { "content-length": size }).end(fakeModel(size));
      });
      await assert.rejects(fixture.download(SOURCE), {
        message: new RegExp(`is not the size .* \\(${size} bytes instead of ${SIZE}\\)`),
      });
      assert.ok(!(await fixture.files()).includes(`${REPOSITORY}/${FILE}`));
    });
  }

  it("refuses more bytes than promised, where no length is told", async () => {
    fixture.hub.nextFileAnswers.push((_request, response) => {
      response.writeHead(200).end(fakeModel(SIZE + 5));
    });
    await assert.rejects(fixture.download(SOURCE), { message: /is not the size/ });
    assert.ok(!(await fixture.files()).includes(`${REPOSITORY}/${FILE}`));
  });

  for (const [kind, type, body] of [
    ["says that it is one", "text/html; charset=utf-8", "<html>Sign in</html>"],
    ["does not", "application/octet-stream", "<html>Sign in</html>"],
  ] as const) {
    it(`refuses a page instead of a file, when it ${kind}`, async () => {
      fixture.hub.nextFileAnswers.push((_request, response) => {
        response.writeHead(200, { "content-type": type }).end(body.padEnd(SIZE));
      });
      await assert.rejects(fixture.download(SOURCE), {
        message: /^127\.0\.0\.1:\d+ sends something else instead of notes-Q4_K_M\.gguf/,
      });
      assert.ok(!(await fixture.files()).includes(`${REPOSITORY}/${FILE}`));
    });
  }

  it("says that it is no hub, where a page answers instead", async () => {
    fixture.hub.nextHubAnswers.push((_request, response) => {
      response.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in</html>");
    });
    await assert.rejects(fixture.download(SOURCE), {
      message: /does not answer like Hugging Face; check HF_ENDPOINT/,
    });
  });

  it("says that there is no such model, or no such file of it", async () => {
    await assert.rejects(fixture.download("hf:ada/other"), {
      code: "bad-input",
      message: /^There is no ada\/other on 127\.0\.0\.1:\d+; check the spelling\.$/,
    });
    await assert.rejects(fixture.download(`hf:${REPOSITORY}/other.gguf`), {
      code: "bad-input",
      message: `There is no other.gguf in ${REPOSITORY}; it has ${FILE}.`,
    });
    await assert.rejects(fixture.download(fixture.hub.fileAddress("other.gguf")), {
      message: /^There is no other\.gguf on 127\.0\.0\.1:\d+; check the spelling\.$/,
    });
  });

  for (const [header, value] of [
    ["retry-after", "7"],
    ["ratelimit", '"resolvers";r=0;t=7'],
  ] as const) {
    it(`asks a busy server again when it wants to be (${header})`, async () => {
      fixture.hub.nextHubAnswers.push(status(429, { [header]: value }));
      fixture.hub.nextFileAnswers.push(status(429, { [header]: value }));
      await fixture.download(SOURCE);
      await isWhole();
      assert.deepEqual(fixture.waits, [7000, 7000]);
    });
  }

  it("takes the date that a busy server names", async () => {
    const date = new Date(Date.now() + 30_000).toUTCString();
    fixture.hub.nextHubAnswers.push(status(429, { "retry-after": date }));
    await fixture.download(SOURCE);
    const [wait = 0] = fixture.waits;
    assert.ok(wait > 20_000 && wait <= 30_000, String(wait));
  });

  it("does not wait an hour for a busy server, but says when to come back", async () => {
    fixture.hub.nextHubAnswers.push(status(429, { "retry-after": "3600" }));
    await assert.rejects(fixture.download(SOURCE), {
      code: "download-failed",
      message: /is getting too many requests; try again in 60 minutes\.$/,
    });
    assert.deepEqual(fixture.waits, []);
  });

  it("gives up on a server that stays busy", async () => {
    for (let i = 0; i < 6; i += 1) fixture.hub.nextHubAnswers.push(status(429));
    await assert.rejects(fixture.download(SOURCE), {
      message: /is getting too many requests; try again later\.$/,
    });
    assert.equal(fixture.hub.asked.length, 6);
  });

  it("asks a server with a fault of its own again, not for ever", async () => {
    fixture.hub.nextHubAnswers.push(status(503));
    fixture.hub.nextFileAnswers.push(status(500), status(502));
    await fixture.download(SOURCE);
    await isWhole();
    for (let i = 0; i < 6; i += 1) fixture.hub.nextHubAnswers.push(status(500));
    await assert.rejects(fixture.download(SOURCE), {
      message: /has a problem of its own right now/,
    });
  });

  it("says where a licence is accepted, and how a token is set", async () => {
    fixture.hub.nextHubAnswers.push(
      fixture.hub.answerAsHub,
      status(401, { "x-error-code": "GatedRepo" }),
    );
    await assert.rejects(fixture.download(SOURCE), {
      code: "access-denied",
      message: `You must accept the licence of ${FILE}: accept it at ${fixture.hub.endpoint}/${REPOSITORY}, and set an access token with "Tiller: Set Hugging Face Token..." or HF_TOKEN.`,
    });
  });

  it("says that the token's account must accept the licence", async () => {
    fixture.hub.nextHubAnswers.push(
      fixture.hub.answerAsHub,
      status(403, { "x-error-code": "GatedRepo" }),
    );
    await assert.rejects(fixture.download(SOURCE, { token: "secret" }), {
      code: "access-denied",
      message:
        /^The licence of notes-Q4_K_M\.gguf has not been accepted yet: accept it at .*ada\/notes/,
    });
  });

  it("says that a model may be hidden from strangers, or the token wrong", async () => {
    fixture.hub.nextHubAnswers.push(status(401), status(401));
    await assert.rejects(fixture.download(SOURCE), {
      code: "access-denied",
      message: /^There is no ada\/notes-GGUF on .*, or it is not public: check the name, or set/,
    });
    await assert.rejects(fixture.download(SOURCE, { token: "wrong" }), {
      code: "access-denied",
      message: /refused to send ada\/notes-GGUF for this access token/,
    });
  });

  it("says at once that there is no network, and that the rest works without", async () => {
    const endpoint = await addressOfNobody();
    await assert.rejects(fixture.download(SOURCE, { endpoint }), {
      code: "download-failed",
      message: /^Nothing can be downloaded now because .* cannot be reached; everything else works/,
    });
    assert.deepEqual(fixture.waits, []);
  });

  it("tries again when the network goes away amid a file", async () => {
    const { hub } = fixture;
    const endpoint = await addressOfNobody();
    const goesNowhere = status(302, { location: endpoint });
    hub.nextFileAnswers.push(hub.cutAfter(100_000), goesNowhere);
    await fixture.download(SOURCE);
    await isWhole();
    assert.deepEqual(fixture.waits, [1000, 2000]);
  });

  it("does not go round in a circle", async () => {
    for (let i = 0; i < 11; i += 1) {
      fixture.hub.nextFileAnswers.push(status(302, { location: `/${FILE}` }));
    }
    await assert.rejects(fixture.download(SOURCE), {
      message: /keeps redirecting from one address to the next/,
    });
  });

  it("says which folder is none", async () => {
    const directory = join(fixture.folder, "a-file", "models");
    await writeFile(join(fixture.folder, "a-file"), "");
    await assert.rejects(fixture.download(SOURCE, { directory }), {
      code: "download-failed",
      message: `${directory} is not a folder, or has a file where a folder must be.`,
    });
  });
});

/** An address on loopback where nobody listens. */
async function addressOfNobody(): Promise<string> {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
  });
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/`;
}
