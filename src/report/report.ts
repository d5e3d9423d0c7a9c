/**
 * The report of an evaluation: one self-contained HTML file. It has no script, no external picture,
 * and one style sheet whose digest is in the page's own policy.
 */
import { type Evaluation, type Meta, SETTING_LABELS } from "../evaluation/results.js";
import { Html, html } from "./drawing/html.js";
import { count, list } from "./drawing/numbers.js";
import { calibrationGap } from "./parts/calibration-gap.js";
import { composition } from "./parts/composition.js";
import { crossModel } from "./parts/cross-model.js";
import { exclusion } from "./parts/exclusion.js";
import { failures } from "./parts/failures.js";
import { geometry } from "./parts/geometry.js";
import { grid } from "./parts/grid.js";
import { guarantees } from "./parts/guarantees.js";
import { layers } from "./parts/layers.js";
import { lengths } from "./parts/lengths.js";
import type { Part } from "./parts/part.js";
import { positions } from "./parts/positions.js";
import { quality } from "./parts/quality.js";
import { sweep } from "./parts/sweep.js";
import { STYLE } from "./style.js";
import { summary } from "./summary.js";

/** First the results, then how the vectors were chosen, then what they look like, then failures. */
const PARTS: readonly Part[] = [
  grid,
  quality,
  lengths,
  exclusion,
  composition,
  guarantees,
  sweep,
  layers,
  calibrationGap,
  positions,
  geometry,
  crossModel,
  failures,
];

/** The whole page, from the doctype on. */
export async function renderReport(evaluation: Evaluation): Promise<string> {
  const { meta } = evaluation;
  const title = `What steering does on ${meta.model}`;
  const bodies = await Promise.all(PARTS.map((part) => part.body(evaluation)));
  const missing = PARTS.filter((_, i) => bodies[i] === undefined);
  const style = new Html(STYLE);
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${await digest(STYLE)}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#results">Skip to the results</a>
<header>
<h1>${title}</h1>
<p>Steering adds directions to a model's activations while it writes. This report shows how far that makes the model follow a constraint, with and without being told, what it costs in quality, and where it fails.</p>
</header>
<nav aria-label="Contents">
<ol>
${PARTS.map(
  ({ id, title }, i) =>
    html`<li><a href="#${id}">${title}</a>${bodies[i] ? "" : " (not measured)"}</li>
`,
)}</ol>
</nav>
<main id="results">
<section>
<h2>In short</h2>
${summary(evaluation)}
${missing.length > 0 ? html`<p>Not measured in this evaluation: ${list(missing.map(({ title }) => title))}.</p>` : undefined}
</section>
<section>
<h2>What was evaluated</h2>
${facts(meta)}
${meta.notes.length > 0 ? html`<ul>${meta.notes.map((note) => html`<li>${note}</li>`)}</ul>` : undefined}
</section>
${PARTS.map(
  ({ id, title, lead }, i) => html`<section id="${id}">
<h2>${i + 1}. ${title}</h2>
<p class="lead">${lead}</p>
${bodies[i] ?? html`<p>Not measured in this evaluation.</p>`}
</section>
`,
)}
<section>
<h2>How to read the numbers</h2>
<p>Intervals are 95 % score intervals of a share (Wilson 1927). Settings are compared on the same queries by McNemar's exact test (1947): p is the probability of a difference at least this large if both settings were equally good. The method is that of Stolfo, Balachandran, Yousefi, Horvitz and Nushi, Improving Instruction-Following in Language Models through Activation Steering, ICLR 2025.</p>
</section>
</main>
<footer>
<p>Made by Tiller ${meta.tillerVersion}.</p>
</footer>
</body>
</html>
`;
  return page.markup;
}

function facts(meta: Meta): Html {
  const rows: readonly (readonly [string, string])[] = [
    ["Model", meta.model],
    ["Identity", meta.identity],
    ["File", meta.file],
    ["Quantisation", meta.quantisation ?? "the file does not say"],
    ["Size", `${count(meta.layers, "layer")}, ${meta.width} wide`],
    [
      "Compared with",
      list(meta.siblings.map(({ name, role }) => `${name} (${role})`)) || "no other model",
    ],
    ["Prompts", meta.prompts],
    ["Queries per constraint", String(meta.queries)],
    ["Settings", list(meta.settings.map((setting) => SETTING_LABELS[setting].toLowerCase()))],
    ["Decoding", `greedy, seed ${list(meta.seeds.map(String))}`],
    ["Device", meta.device],
    ["Date", readable(meta.date)],
  ];
  return html`<dl>
${rows.map(
  ([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>
`,
)}</dl>`;
}

function readable(date: string): string {
  const time = new Date(date);
  if (Number.isNaN(time.valueOf())) return date;
  const format = { dateStyle: "long", timeStyle: "short", timeZone: "UTC" } as const;
  return `${new Intl.DateTimeFormat("en-GB", format).format(time)} UTC`;
}

/** SHA-256 in base64, as used in a content security policy to name a style sheet. */
async function digest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(hash)));
}
