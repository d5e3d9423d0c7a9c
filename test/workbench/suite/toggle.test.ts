import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Tiller } from "../../../src/extension.js";
import { activeTiller } from "./tiller.js";

const CAPITALS = "change_case:english_capital";
const SENTENCES = "length_constraints:number_sentences";
const nothing = { constraints: [], tell: false };

/** Answers in the person's place: labels of items, and typed text. */
class Answers {
  private readonly asked = { pick: vscode.window.showQuickPick, input: vscode.window.showInputBox };
  readonly questions: unknown[] = [];

  constructor(private readonly answers: string[]) {
    Object.assign(vscode.window, {
      showQuickPick: async (items: vscode.QuickPickItem[]) => {
        this.questions.push(items);
        const answer = this.answers.shift();
        const chosen = items.find(({ label }) => label === answer);
        assert.ok(chosen || answer === undefined, `there is no "${answer}"`);
        return chosen;
      },
      showInputBox: async ({ validateInput }: vscode.InputBoxOptions = {}) => {
        const answer = this.answers.shift();
        const fault = answer === undefined ? undefined : await validateInput?.(answer);
        this.questions.push(fault);
        return fault ? undefined : answer;
      },
    });
  }

  dispose(): void {
    const { pick, input } = this.asked;
    Object.assign(vscode.window, { showQuickPick: pick, showInputBox: input });
  }
}

describe("toggling a constraint without the sidebar", () => {
  let tiller: Tiller;
  let answers: Answers | undefined;

  const toggle = (given?: unknown) =>
    vscode.commands.executeCommand("tiller.toggleConstraint", given);

  const answering = async (...given: string[]) => {
    answers?.dispose();
    answers = new Answers(given);
    await toggle();
    return answers.questions;
  };

  before(async () => {
    tiller = await activeTiller();
  });

  afterEach(() => {
    answers?.dispose();
    tiller.selection.set(nothing);
  });

  it("goes by a key with the constraint in its notation", async () => {
    await toggle({ constraint: `${SENTENCES}!,num_sentences=2@1.5` });
    const [on] = tiller.selection.current.constraints;
    assert.deepEqual(on, {
      id: SENTENCES,
      args: { num_sentences: 2, relation: "exactly" },
      dial: 1.5,
      guarantee: true,
    });
    await toggle({ constraint: `${SENTENCES}!,num_sentences=2@1.5` });
    assert.deepEqual(tiller.selection.current, nothing);
  });

  it("says in a sentence what is wrong with a constraint", async () => {
    await toggle({ constraint: "nonsense" });
    assert.match(tiller.writer.state.current.problem?.message ?? "", /no constraint "nonsense"/);
    assert.deepEqual(tiller.selection.current, nothing);
  });

  it("asks for arguments and strength", async () => {
    await answering("Sentences", "at least", "4", "0.5");
    assert.deepEqual(tiller.selection.current.constraints, [
      {
        id: SENTENCES,
        args: { num_sentences: 4, relation: "at least" },
        dial: 0.5,
        guarantee: false,
      },
    ]);
  });

  it("asks for words that a constraint cannot do without, commas between them", async () => {
    await answering("Include", "harbour, a\\, b", "1");
    assert.deepEqual(tiller.selection.current.constraints[0]?.args, {
      keywords: ["harbour", "a, b"],
    });
  });

  it("says what cannot be an argument, and changes nothing when the person gives up", async () => {
    const questions = await answering("Sentences", "exactly", "none");
    assert.match(String(questions.at(-1)), /whole number from 1 to 1000/);
    assert.deepEqual(tiller.selection.current, nothing);
  });

  it("shows what is on and how, and switches it off, over and to a guarantee", async () => {
    await toggle({ constraint: `${SENTENCES},num_sentences=2` });
    await answering("Sentences", "Guarantee");
    await answering("Sentences", "Set Strength...", "Another Number...", "1.1");
    const [items] = await answering("Sentences", "Change It...", "at most", "5");
    const { description } = (items as vscode.QuickPickItem[]).find(
      ({ label }) => label === "Sentences",
    ) ?? { description: "" };
    assert.match(description ?? "", /on: .*exactly, strength 1\.1, guaranteed/);
    assert.deepEqual(tiller.selection.current.constraints[0], {
      id: SENTENCES,
      args: { num_sentences: 5, relation: "at most" },
      dial: 1.1,
      guarantee: true,
    });
    await answering("Sentences", "Switch Off");
    assert.deepEqual(tiller.selection.current, nothing);
  });

  it("lists every family under its title", async () => {
    const [items] = await answering();
    const kinds = (items as vscode.QuickPickItem[]).map(({ kind }) => kind);
    assert.ok(kinds.filter((kind) => kind === vscode.QuickPickItemKind.Separator).length >= 6);
    await toggle({ constraint: CAPITALS });
    assert.equal(tiller.selection.current.constraints[0]?.id, CAPITALS);
  });
});
