/**
 * How often a constraint holds without steering and with steering only, on held-out queries of the
 * bundled model: `npm run bench:accuracy [-- --queries N] [--json]`. The prompt never mentions the
 * constraint.
 */
import { parseArgs } from "node:util";
import type { ActiveConstraint } from "../src/constraints/selection.js";
import type { EngineClient } from "../src/engine/client.js";
import {
  evaluationQueries,
  exclusionQueries,
  inclusionQueries,
} from "../src/steering/base-queries.js";
import { bundledModel, startEngine } from "../test/support/engine.js";

/** A request and what its answer should hold. */
interface Case {
  query: string;
  constraint: ActiveConstraint;
}

export interface Accuracy {
  constraint: string;
  texts: number;
  /** Share of texts on which the constraint holds, 0 to 1. */
  off: number;
  on: number;
  /** The first steered text that fails, if any does. */
  failure: string | undefined;
}

const constraint = (id: string, args: Record<string, unknown> = {}): ActiveConstraint => ({
  id,
  args,
  dial: 1,
  guarantee: false,
});

/** The ten constraints, each with its held-out queries. */
function cases(queries: number): Map<string, Case[]> {
  const onEvery = (active: ActiveConstraint): Case[] =>
    evaluationQueries.slice(0, queries).map((query) => ({ query, constraint: active }));
  return new Map([
    ...[
      "change_case:english_capital",
      "change_case:english_lowercase",
      "punctuation:no_comma",
      "detectable_format:number_bullet_lists",
      "detectable_format:json_format",
      "length_constraints:concise",
      "length_constraints:verbose",
    ].map((id): [string, Case[]] => [id, onEvery(constraint(id))]),
    [
      "keywords:existence",
      inclusionQueries.slice(0, queries).map(({ query, word }) => ({
        query,
        constraint: constraint("keywords:existence", { keywords: [word] }),
      })),
    ],
    [
      "keywords:forbidden_words",
      exclusionQueries.slice(0, queries).map(({ query, word }) => ({
        query,
        constraint: constraint("keywords:forbidden_words", { forbidden_words: [word] }),
      })),
    ],
    [
      "language:response_language (fr)",
      onEvery(constraint("language:response_language", { language: "fr" })),
    ],
  ]);
}

/** Greedy texts, unsteered and steered, for every case; `onRow` hears each constraint's figures. */
export async function measureAccuracy(
  client: EngineClient,
  model: string,
  queries: number,
  onRow: (row: Accuracy) => void = () => {},
): Promise<Accuracy[]> {
  const rows: Accuracy[] = [];
  for (const [name, group] of cases(queries)) {
    const row: Accuracy = {
      constraint: name,
      texts: group.length,
      off: 0,
      on: 0,
      failure: undefined,
    };
    for (const { query, constraint: active } of group) {
      const { result } = await client.request({
        kind: "generate",
        model,
        prompt: { mode: "write", instruction: query },
        selection: { constraints: [active], tell: false },
        strengths: [0, 1],
        controlVectors: [],
        sampling: { temperature: 0, seed: 0, maxTokens: 256 },
      });
      const [off, on] = result?.texts ?? [];
      row.off += (off?.receipt.held ?? 0) / group.length;
      row.on += (on?.receipt.held ?? 0) / group.length;
      if (on?.receipt.failed) row.failure ??= on.text;
    }
    rows.push(row);
    onRow(row);
  }
  return rows;
}

/** The bar that steering must take: 30 points above no steering, or 90 %. */
export function rises({ off, on }: Accuracy): boolean {
  return on - off >= 0.3 - 1e-9 || (on >= 0.9 - 1e-9 && on >= off);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { queries: { type: "string" }, json: { type: "boolean" } },
  });
  const engine = await startEngine();
  const percent = (share: number) => `${Math.round(100 * share)} %`.padStart(6);
  try {
    const rows = await measureAccuracy(
      engine.client,
      bundledModel,
      Number(values.queries ?? 40),
      (row) => {
        if (values.json) return;
        const verdict = rises(row) ? "" : "  below the bar";
        console.log(
          `${row.constraint.padEnd(40)}${percent(row.off)} -> ${percent(row.on)}  (${row.texts})${verdict}`,
        );
        if (row.failure !== undefined)
          console.log(`    fails: ${JSON.stringify(row.failure.slice(0, 120))}`);
      },
    );
    if (values.json) console.log(JSON.stringify(rows));
    else
      console.log(`${rows.filter(rises).length} of ${rows.length} rise by 30 points or reach 90 %`);
  } finally {
    await engine.dispose();
  }
}

if (process.argv[1] === import.meta.filename) await main();
