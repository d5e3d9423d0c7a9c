/** Tiller uses no network but for what it is asked to fetch: seen where there is none. */
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../support/engine.js";

/** A user's own namespaces need no rights, where the system has not taken that away. */
const UNSHARE = ["-r", "-n"];

describe("the network", function () {
  // Above what all the flows take together on a busy machine.
  this.timeout(600_000);

  before(function () {
    const can = (...command: string[]) =>
      spawnSync("unshare", [...UNSHARE, ...command]).status === 0;
    if (can("true")) return;
    console.log("    This system lets nobody make a network namespace, so nothing is seen here.");
    this.skip();
  });

  /** Runs a program of the tests' where there is no network, and reads what it prints. */
  async function alone(program: string) {
    const { stdout } = await promisify(execFile)("unshare", [
      ...UNSHARE,
      ...[process.execPath, "--import=tsx", join(packageRoot, "test/support/network", program)],
    ]);
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  }

  it("is neither needed nor tried by anything that is done with a model on this machine", async () => {
    const { finished, quiet, sockets, attempts } = await alone("every-flow.ts");
    assert.deepEqual(quiet, { connects: 0, accepts: 0, datagrams: 0, unreachable: 0 });
    assert.deepEqual(sockets, []);
    for (const flow of ["continue", "rewrite", "variants", "word", "tiller evaluate"]) {
      assert.ok(finished.includes(flow), flow);
    }
    assert.equal(finished.length, 18);
    // The counters see who does try.
    assert.ok(attempts.unreachable >= 2, JSON.stringify(attempts));
  });

  it("is used by a download for the hub that it comes from, and for nobody else", async function () {
    if (spawnSync("ip", ["-V"]).status !== 0) {
      console.log("    There is no ip command (iproute2), so no loopback can be brought up.");
      this.skip();
    }
    const { isWhole, used, asked, servers } = await alone("one-download.ts");
    assert.ok(isWhole);
    // The hub, and the server that it sends to for the files: no other listens there.
    assert.equal(servers, 2);
    assert.ok(used.connects > 0 && used.connects <= asked, JSON.stringify({ used, asked }));
    assert.deepEqual(used, {
      connects: used.connects,
      accepts: used.connects,
      datagrams: 0,
      unreachable: 0,
    });
  });
});
