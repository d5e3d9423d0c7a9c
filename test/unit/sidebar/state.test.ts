import assert from "node:assert/strict";
import { type SidebarState, toPageSchema } from "../../../src/sidebar/messages.js";
import type { Known } from "../../../src/sidebar/state.js";
import { sidebarState } from "./in-the-editor.js";
import { calibrated, chosen, known, resultOf, selectionOf, written } from "./known.js";

const CAPITALS = "change_case:english_capital";
const LOWERCASE = "change_case:english_lowercase";
const SENTENCES = "length_constraints:number_sentences";
const POSTSCRIPT = "detectable_content:postscript";
const INCLUDE = "keywords:existence";
const LANGUAGE = "language:response_language";

/** As the page receives it. */
function shown(differing: Partial<Known> = {}): SidebarState {
  const message = toPageSchema.parse({ type: "state", state: sidebarState(known(differing)) });
  assert.ok(message.type === "state");
  return message.state;
}

describe("the sidebar's state", () => {
  describe("buttons", () => {
    it("start something when nothing runs, and only stop when something does", () => {
      assert.deepEqual(shown().commands, ["continue", "write", "rewrite", "variants"]);
      const writing = { activity: { message: "Writing" } };
      assert.deepEqual(shown({ writing }).commands, ["stop"]);
    });

    it("retry when the text that is shown failed, and that can be written again", () => {
      const retries = (writing: Known["writing"]) => shown({ writing }).commands.includes("retry");
      const texts = [written(true), written(false)];
      assert.equal(retries({ passage: { texts, shown: 0 } }), false);
      assert.equal(retries({ passage: { texts, shown: 1 } }), true);
      // The person's own text.
      const checked = written(false).receipt;
      assert.equal(retries({ passage: { texts, shown: 1 }, checked }), false);
    });

    it("save what is switched on, unless it is a preset already", () => {
      const saves = (differing: Partial<Known>) => shown(differing).commands.includes("savePreset");
      const selection = selectionOf([{ id: CAPITALS }]);
      assert.equal(saves({}), false);
      assert.equal(saves({ selection }), true);
      assert.equal(saves({ selection, presets: [{ name: "Loud", isCurrent: true }] }), false);
    });
  });

  describe("effects", () => {
    const effects = (
      entries: Parameters<typeof calibrated>[0],
      constraints: readonly object[] = [],
      tell = false,
    ) => shown({ calibration: calibrated(entries), selection: selectionOf(constraints, tell) });
    const summary = (state: SidebarState, id: string) => state.effects[id]?.summary;

    it("are unknown until the calibration has been read", () => {
      assert.deepEqual([shown().effects, shown().noEffects], [{}, undefined]);
    });

    it("say how to measure where nothing was", () => {
      const { noEffects } = effects({});
      assert.match(noEffects?.message ?? "", /not been measured yet/);
      assert.ok(noEffects?.action);
    });

    it("are those of a model that is told when it is told", () => {
      const entries = { [CAPITALS]: { alone: chosen(1, 0, 0.75), told: chosen(1, 0.5, 1) } };
      assert.equal(summary(effects(entries), CAPITALS), "0% → 75%");
      assert.equal(summary(effects(entries, [], true), CAPITALS), "50% → 100%");
      assert.match(effects(entries).effects[CAPITALS]?.help ?? "", /0% of 12 .* 75%/);
    });

    it("say where steering was found to do nothing, and where nothing is to be done", () => {
      const entries = { [CAPITALS]: { alone: chosen(0, 0.25, 0.25), told: chosen(0, 1, 1) } };
      assert.equal(summary(effects(entries), CAPITALS), "no effect here");
      assert.equal(summary(effects(entries, [], true), CAPITALS), "100% unsteered");
      assert.equal(summary(effects(entries), LOWERCASE), "not measured yet");
    });

    it("are those of the arguments that are set, or that a switch begins with", () => {
      const entries = {
        [`${SENTENCES},num_sentences=3,relation=exactly`]: { alone: chosen(1, 0.1, 0.9) },
        [`${SENTENCES},num_sentences=2,relation=exactly`]: { alone: chosen(1, 0.2, 0.8) },
        [`${POSTSCRIPT},postscript_marker=P.S.`]: { alone: chosen(1, 0, 1) },
      };
      assert.equal(summary(effects(entries), SENTENCES), "10% → 90%");
      assert.equal(summary(effects(entries), POSTSCRIPT), "0% → 100%");
      const two = [{ id: SENTENCES, args: { num_sentences: 2 } }];
      assert.equal(summary(effects(entries, two), SENTENCES), "20% → 80%");
      const seven = [{ id: SENTENCES, args: { num_sentences: 7 } }];
      assert.equal(summary(effects(entries, seven), SENTENCES), "not measured yet");
    });

    it("of words hold for every word, and a language has one when it is chosen", () => {
      const entries = {
        [INCLUDE]: { alone: chosen(1, 0, 0.5) },
        [`${LANGUAGE},language=fr`]: { alone: chosen(1, 0, 0.5) },
      };
      assert.equal(summary(effects(entries), INCLUDE), "0% → 50%");
      assert.equal(summary(effects(entries), LANGUAGE), undefined);
      const french = [{ id: LANGUAGE, args: { language: "fr" } }];
      assert.equal(summary(effects(entries, french), LANGUAGE), "0% → 50%");
    });
  });

  describe("last text", () => {
    it("is absent when nothing was asked for and there is nothing to know", () => {
      const plain = { ...written(true), receipt: { lines: [], held: 0, failed: 0 } };
      assert.equal(shown({ writing: { lastResult: resultOf(plain) } }).lastText, undefined);
    });

    it("tells what failed, where it can be shown, and what the guarantee did", () => {
      const text = written(false);
      const guarantees = [{ id: CAPITALS, kind: "ban" as const, interventions: 2 }];
      const texts = [{ ...text, guarantees }];
      const lines = (writing: Known["writing"]) => shown({ writing }).lastText?.lines[0];
      const standing = lines({ lastResult: resultOf(...texts), passage: { texts, shown: 0 } });
      assert.equal(standing?.hasPlace, true);
      assert.match(
        standing?.reason ?? "",
        /not a capital letter\. The guarantee stepped in 2 times\./,
      );
      assert.equal(lines({ lastResult: resultOf(...texts) })?.hasPlace, false);
    });

    it("puts all texts for the place side by side and tells of the one that is shown", () => {
      const texts = [written(false, 0), written(false, 0.5), written(true, 1)];
      const { lastText } = shown({ writing: { passage: { texts, shown: 2 } } });
      assert.equal(lastText?.summary, "1 of 1 held");
      assert.equal(lastText?.shown, 2);
      assert.deepEqual(
        lastText?.variants.map(({ title, held }) => [title, ...held]),
        [
          ["0", false],
          ["0.5", false],
          ["1", true],
        ],
      );
      for (const { title, spoken } of lastText?.variants ?? []) {
        assert.ok(spoken.startsWith(title), spoken);
      }
    });

    it("numbers texts that were steered alike", () => {
      const texts = [written(false), written(true)];
      const { lastText } = shown({ writing: { passage: { texts, shown: 0 } } });
      assert.deepEqual(
        lastText?.variants.map(({ title }) => title),
        ["1", "2"],
      );
    });

    it("may go on when it was cut off, unless it is to replace another", () => {
      const texts = [written(true), { ...written(true), stop: "length" as const }];
      const isCutOff = (writing: Known["writing"]) => shown({ writing }).lastText?.isCutOff;
      assert.equal(isCutOff({ passage: { texts, shown: 1 } }), true);
      assert.equal(isCutOff({ passage: { texts, shown: 0 } }), false);
      const review = { number: 1, of: 1 };
      assert.equal(isCutOff({ passage: { texts, shown: 1 }, review }), false);
      const checked = written(false).receipt;
      assert.equal(isCutOff({ passage: { texts, shown: 1 }, checked }), false);
    });

    it("is the text that was checked, once one was", () => {
      const texts = [written(true), written(true)];
      const checked = written(false).receipt;
      const { lastText } = shown({ writing: { passage: { texts, shown: 0 }, checked } });
      assert.equal(lastText?.summary, "0 of 1 held");
      assert.deepEqual(lastText?.variants, []);
    });
  });

  it("says where a selection comes from that is not the workspace's", () => {
    const origins = ["document", "settings", "session"] as const;
    const lines = origins.map((origin) => shown({ origin }).origin);
    assert.ok(lines.every((line) => line?.endsWith(".")));
    assert.equal(new Set(lines).size, origins.length);
    assert.equal(shown().origin, undefined);
    const { commands } = shown({ origin: "session" });
    assert.ok(commands.includes("saveSelectionToDocument"));
    assert.ok(commands.includes("useDocumentSelection"));
  });

  it("explains conflicts, and names model, device and speed", () => {
    const selection = selectionOf([{ id: CAPITALS }, { id: LOWERCASE }]);
    const { conflicts } = shown({ selection });
    assert.deepEqual(conflicts[0]?.ids, [CAPITALS, LOWERCASE]);
    const lastResult = resultOf(written(true));
    const { model } = shown({ model: lastResult.model, writing: { lastResult } });
    assert.deepEqual([model?.name, model?.details], ["small", "CPU · 41 tokens/s"]);
    assert.deepEqual([shown().model?.name, shown().model?.details], ["small", "not loaded"]);
  });

  it("leads from the starter to a better model, and from no other", () => {
    const leads = (isStarter: boolean) => {
      const inUse = { path: "/models/small.gguf", name: "small", isStarter };
      return shown({ inUse, writing: { activity: { message: "Writing" } } }).commands;
    };
    assert.deepEqual(leads(true), ["stop", "getBetterModel"]);
    assert.deepEqual(leads(false), ["stop"]);
  });
});
