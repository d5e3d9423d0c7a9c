import { type Failure, SETTING_LABELS } from "../../evaluation/results.js";
import { type Html, html } from "../drawing/html.js";
import { count } from "../drawing/numbers.js";
import { modelName } from "../drawing/words.js";
import type { Part } from "./part.js";

export const failures: Part = {
  id: "failures",
  title: "Failures",
  lead: "Texts that do not hold their constraint, as they were written, each with its query and the verifier's reason.",
  async body(evaluation) {
    const { failures: all } = evaluation;
    if (!all) return undefined;
    if (all.length === 0) return html`<p>There were none.</p>`;
    const labels = new Map(all.map(({ constraint, label }) => [constraint, label]));
    return html`${[...labels].map(([constraint, label]) => {
      const failed = all.filter((failure) => failure.constraint === constraint);
      return html`<h3>${label}: ${count(failed.length, "failure")}</h3>
${failed.map((failure) => example(failure, modelName(evaluation, failure.model)))}`;
    })}`;
  },
};

/** Texts may be in a right-to-left script. */
function example({ setting, prompt, text, reason }: Failure, model: string): Html {
  return html`<article>
<p><strong>${reason}</strong> ${SETTING_LABELS[setting]}, ${model}.</p>
<p>Query:</p>
<pre dir="auto">${prompt}</pre>
<p>Text:</p>
${text.trim() === "" ? html`<p><em>The text is empty.</em></p>` : html`<pre dir="auto">${text}</pre>`}
</article>
`;
}
