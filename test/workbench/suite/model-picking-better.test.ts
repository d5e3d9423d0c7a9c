import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { EngineClient } from "../../../src/engine/api/client.js";
import type { Tiller } from "../../../src/extension.js";
import { modelNameAtOnce } from "../../../src/models/model-name.js";
import { recommendedModels } from "../../../src/models/sources/recommended.js";
import { starter } from "../../../src/models/starter.js";
import { FakeHub } from "../../support/fake-hub.js";
import { writeRandomModel } from "../../support/random-model.js";
import { until } from "../../support/until.js";
import { OwnSettings } from "./own-settings.js";
import { Answers, OpenList } from "./person.js";
import { activeTiller, run } from "./tiller.js";

const starterName = modelNameAtOnce(starter.file);

const names = recommendedModels.map(({ source }) => modelNameAtOnce(source)).toReversed();
const [smallest = assert.fail("none is recommended")] = recommendedModels;
/** "hf:OWNER/REPOSITORY/FILE" */
const REPOSITORY = dirname(smallest.source).replace("hf:", "");
const FILE = basename(smallest.source);

describe("getting a better model", () => {
  const folder = join(run, "better");
  const own = join(run, "better-own");
  let tiller: Tiller;
  let hub: FakeHub;
  let content: Buffer;
  let settings: OwnSettings;
  let answers: Answers | undefined;
  let list: OpenList | undefined;
  let restoreEngine = () => {};

  /** Opens the list, chooses the smallest model, and gives the answers to what is asked then. */
  const choose = async (...given: (string | undefined)[]) => {
    answers = new Answers(given);
    list = await OpenList.of("tiller.getBetterModel");
    const chosen = list.labels.indexOf(modelNameAtOnce(FILE));
    assert.ok(chosen >= 0, list.labels.join());
    await list.accept(modelNameAtOnce(FILE));
    await list.ended;
    return answers;
  };

  /** The next engine knows the environment as it is then. */
  const endEngine = async () => {
    const { engine } = tiller;
    if (engine.processId !== undefined) process.kill(engine.processId);
    await until(() => engine.processId === undefined);
  };

  before(async () => {
    tiller = await activeTiller();
    mkdirSync(own);
    writeRandomModel(join(own, FILE));
    content = readFileSync(join(own, FILE));
  });

  after(() => rmSync(own, { recursive: true }));

  beforeEach(async () => {
    hub = await FakeHub.start(REPOSITORY);
    hub.put(FILE, content);
    process.env.HF_ENDPOINT = hub.endpoint;
    await endEngine();
    restoreEngine = onQuietMachine(tiller.engine);
    settings = new OwnSettings("model", "modelFolders", "downloadFolder");
    await settings.set("model", undefined);
    await settings.set("downloadFolder", folder);
  });

  afterEach(async () => {
    await list?.dispose();
    list = undefined;
    answers?.dispose();
    answers = undefined;
    restoreEngine();
    await settings.restore();
    delete process.env.HF_ENDPOINT;
    await endEngine();
    await hub.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("offers what fits this machine, the best first, with what it takes and how fast it would be", async () => {
    list = await OpenList.of("tiller.getBetterModel");
    const [best = "", ...others] = names;
    assert.deepEqual(list.labels, [...others, "[Too Large for This Machine Right Now]", best]);
    assert.match(
      list.entry(others[0] ?? "").detail ?? "",
      /^1\.8 GB · 3\.1 GB of memory · fits into memory · about \d+ tokens\/s · licence Apache-2\.0$/,
    );
    assert.match(
      list.entry(best).detail ?? "",
      /^2\.5 GB · needs 4\.1 GB, 4 GB are free · licence/,
    );
  });

  it("downloads the one that is chosen, and has it write from then on", async () => {
    const said = await choose(undefined);
    const model = String(settings.of("model").user);
    assert.ok(model.startsWith(folder), model);
    assert.ok(readFileSync(model).equals(content));
    assert.deepEqual(said.heard, [`${modelNameAtOnce(FILE)} writes from now on.`]);
    assert.equal(tiller.model.name, modelNameAtOnce(FILE));
    assert.equal(tiller.model.isStarter, false);
  });

  it("goes back when the person wants to", async () => {
    await choose(`Go Back to ${starterName}`);
    assert.deepEqual(settings.of("model"), { user: undefined, workspace: undefined });
    assert.equal(tiller.model.isStarter, true);
  });

  it("changes nothing when the download fails", async () => {
    hub.put(FILE, content, "0".repeat(64));
    const said = await choose(undefined);
    assert.match(said.heard.at(-1) ?? "", /SHA-256.*download it again\.$/);
    assert.deepEqual(settings.of("model"), { user: undefined, workspace: undefined });
  });

  it("changes nothing when the person gives up", async () => {
    list = await OpenList.of("tiller.getBetterModel");
    await list.cancel();
    assert.deepEqual(settings.of("model"), { user: undefined, workspace: undefined });
    assert.deepEqual(hub.asked, []);
  });
});

/** A machine with 4 GB of free memory, on which the starter writes 50 tokens a second. */
function onQuietMachine(engine: EngineClient): () => void {
  const request = engine.request.bind(engine);
  const devices = {
    devices: [{ name: "CPU", kind: "cpu", memoryBytes: 8e9, freeBytes: 4e9 }],
    used: "No GPU found; models run on the processor (CPU).",
  };
  const written = (path: string) => ({
    model: { path, name: "", layers: 1, width: 1, contextSize: 1, device: "CPU" },
    texts: [{ tokens: 32 }],
    tokensPerSecond: 50,
  });
  Object.defineProperty(engine, "request", {
    value: async (...[asked, handlers]: Parameters<EngineClient["request"]>) => {
      if (asked.kind === "devices") return { status: "done", result: devices };
      if (asked.kind === "generate") return { status: "done", result: written(asked.model) };
      return request(asked, handlers);
    },
    configurable: true,
  });
  return () => Reflect.deleteProperty(engine, "request");
}
