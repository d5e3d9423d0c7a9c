import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { renderReport } from "../../../src/report/report.js";
import { parsedPage } from "../../support/page-policy.js";
import { sample } from "./sample.js";

const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(1)>'</style><base href=//x>`;

describe("the report's policy", () => {
  const pages: Record<string, () => Promise<string>> = {
    "of a sample": () => renderReport(sample),
    "of a model whose name is markup": () =>
      renderReport({
        ...sample,
        meta: { ...sample.meta, model: HOSTILE, file: HOSTILE, device: HOSTILE, notes: [HOSTILE] },
      }),
  };
  for (const [name, page] of Object.entries(pages)) {
    it(`lets a page ${name} run and load nothing, and has but its own style`, async () => {
      const { policy, active, elements, inline, addresses } = parsedPage(await page());
      const [style, ...others] = elements.filter(({ tagName }) => tagName === "style");
      assert.ok(style && others.length === 0);
      const [text] = style.childNodes;
      assert.ok(text && "value" in text);
      const digest = createHash("sha256").update(text.value).digest("base64");
      assert.deepEqual(Object.fromEntries(policy), {
        "default-src": ["'none'"],
        "style-src": [`'sha256-${digest}'`],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
      });
      assert.deepEqual(active, []);
      assert.deepEqual(inline, []);
      assert.deepEqual(addresses, []);
      assert.doesNotMatch(text.value, /@import|url\(/i);
    });
  }
});
