import assert from "node:assert/strict";
import { parse } from "yaml";
import * as z from "zod";
import { targets } from "../../../scripts/package/targets.js";
import { readText } from "../manifest/manifest.js";

const step = z.object({ uses: z.string().optional(), run: z.string().optional() });
const schema = z.object({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.object({
      strategy: z.object({
        matrix: z.object({
          include: z.array(z.object({ target: z.string(), runner: z.string() })),
        }),
      }),
      steps: z.array(step),
    }),
  ),
});

describe("the workflow that makes the packages", () => {
  const workflow = schema.parse(parse(readText(".github/workflows/package.yml")));
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);

  it("makes one for every target, each on a runner of its own", () => {
    const made = jobs.flatMap(({ strategy }) => strategy.matrix.include);
    assert.deepEqual(made.map(({ target }) => target).sort(), Object.keys(targets).sort());
    assert.equal(new Set(made.map(({ runner }) => runner)).size, made.length);
  });

  it("may read only, and uses exact versions of actions", () => {
    assert.deepEqual(workflow.permissions, { contents: "read" });
    const used = steps.flatMap(({ uses }) => uses ?? []);
    assert.ok(used.length > 0);
    for (const action of used) assert.match(action, /^actions\/[\w-]+@v\d+\.\d+\.\d+$/);
  });

  it("runs scripts that there are", () => {
    const { scripts } = JSON.parse(readText("package.json"));
    const named = steps.flatMap(({ run = "" }) =>
      [...run.matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name),
    );
    assert.ok(named.includes("package"), named.join());
    for (const name of named) assert.ok(name in scripts, name);
  });
});
