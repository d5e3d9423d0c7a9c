import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { proxiesOf } from "../../../../src/models/connection/proxy.js";
import { fakeModel } from "../../../support/fake-hub.js";
import { DownloadFixture, FILE, SOURCE } from "../download/fixture.js";

describe("who is told the access token", () => {
  let fixture: DownloadFixture;

  beforeEach(async () => {
    fixture = await DownloadFixture.make();
    fixture.hub.put(FILE, fakeModel(1000));
  });

  afterEach(() => fixture.dispose());

  const told = (server: "hub" | "files") =>
    new Set(
      fixture.hub.asked
        .filter((asked) => asked.server === server)
        .map(({ authorization }) => authorization),
    );

  it("is the hub, and not the server that it sends to", async () => {
    await fixture.download(SOURCE, { token: "secret" });
    assert.deepEqual([...told("hub")], ["Bearer secret"]);
    assert.deepEqual([...told("files")], [undefined]);
  });

  it("is not another server, whose address is given", async () => {
    await fixture.download(fixture.hub.fileAddress(FILE), { token: "secret" });
    assert.deepEqual([...told("files")], [undefined]);
  });

  it("takes the environment's where none is set", async () => {
    fixture.environment = { HF_TOKEN: "theirs", HF_ENDPOINT: fixture.hub.endpoint };
    await fixture.download(SOURCE, { endpoint: undefined });
    assert.deepEqual([...told("hub")], ["Bearer theirs"]);
    fixture.hub.asked.length = 0;
    await fixture.download(SOURCE, { token: "own" });
    assert.deepEqual([...told("hub")], ["Bearer own"]);
  });
});

describe("a proxy", () => {
  let fixture: DownloadFixture;
  let proxy: Server;
  let tunnels: string[];

  beforeEach(async () => {
    fixture = await DownloadFixture.make();
    fixture.hub.put(FILE, fakeModel(1000));
    tunnels = [];
    proxy = createServer();
    proxy.on("connect", (request, socket, head) => {
      tunnels.push(request.url ?? "");
      if (request.url?.startsWith("forbidden")) {
        socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
        return;
      }
      const port = Number(request.url?.split(":")[1]);
      const server = connect(port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        server.write(head);
        server.pipe(socket).pipe(server);
      });
      for (const end of [server, socket]) end.on("error", () => {});
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
  });

  afterEach(async () => {
    await fixture.dispose();
    proxy.close();
  });

  const address = () => `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const host = () => new URL(fixture.hub.endpoint).host;

  it("that is set takes the download there", async () => {
    const { path } = await fixture.download(SOURCE, { proxy: `http://${address()}` });
    assert.deepEqual(await readFile(path), fakeModel(1000));
    assert.ok(tunnels.includes(host()));
    assert.equal(tunnels.length, 2);
  });

  it("of the environment does, too, unless the host is among those that need none", async () => {
    fixture.environment = { HTTP_PROXY: address() };
    await fixture.download(SOURCE);
    assert.equal(tunnels.length, 2);
    tunnels.length = 0;
    fixture.environment = { HTTP_PROXY: address(), NO_PROXY: "127.0.0.1" };
    await fixture.download(SOURCE);
    assert.deepEqual(tunnels, []);
  });

  it("that is switched off is not used, whatever the environment says", async () => {
    fixture.environment = { HTTP_PROXY: address(), HTTPS_PROXY: address() };
    await fixture.download(SOURCE, { proxy: "" });
    assert.deepEqual(tunnels, []);
  });

  it("that wants a password is named as such", async () => {
    const endpoint = "http://forbidden.example/";
    await assert.rejects(fixture.download(SOURCE, { endpoint, proxy: `http://${address()}` }), {
      code: "access-denied",
      message: /^The proxy requires a user name and password/,
    });
  });

  it("must be an HTTP proxy", () => {
    for (const proxy of ["socks5://127.0.0.1:1080", "http://", "::"]) {
      assert.throws(() => proxiesOf({ proxy }, {}), { code: "bad-input" });
    }
    assert.deepEqual(proxiesOf({}, { https_proxy: "proxy.example:3128" }), {
      httpProxy: "",
      httpsProxy: "http://proxy.example:3128",
      noProxy: "",
    });
  });
});
