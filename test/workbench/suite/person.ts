/** A person at VS Code's questions: lists are walked with the keys' commands, what is typed is said before. */
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { until } from "../../support/until.js";

/** A list that a command has opened, in VS Code itself. */
export class OpenList {
  private constructor(
    readonly pick: vscode.QuickPick<vscode.QuickPickItem>,
    /** Settles with the command. */
    readonly ended: Promise<void>,
  ) {}

  /** @returns once the list has all of its entries */
  static of(command: string): Promise<OpenList> {
    return OpenList.openedBy(() => vscode.commands.executeCommand<void>(command));
  }

  /** @param act opens a list, and ends when that is closed */
  static async openedBy(act: () => PromiseLike<void>): Promise<OpenList> {
    const create = vscode.window.createQuickPick;
    const opened = new Promise<vscode.QuickPick<vscode.QuickPickItem>>((resolve) => {
      Object.assign(vscode.window, {
        createQuickPick: () => {
          const pick = create();
          resolve(pick);
          return pick;
        },
      });
    });
    try {
      const ended = Promise.resolve(act());
      const endedEarly = ended.then(() => assert.fail("no list was opened"));
      const pick = await Promise.race([opened, endedEarly]);
      endedEarly.catch(() => {});
      await until(() => !pick.busy);
      await isShown();
      return new OpenList(pick, ended);
    } finally {
      Object.assign(vscode.window, { createQuickPick: create });
    }
  }

  /** Labels as they are read out; of separators in brackets. */
  get labels(): string[] {
    return this.pick.items.map(({ kind, label }) =>
      kind === vscode.QuickPickItemKind.Separator ? `[${label}]` : withoutIcons(label),
    );
  }

  /** The titles of groups before the entries of a name. */
  groupsOf(name: string): string[] {
    const { labels } = this;
    return labels.flatMap((label, at) =>
      label === name ? [labels.slice(0, at).findLast((one) => one.startsWith("[")) ?? ""] : [],
    );
  }

  entry(name: string): vscode.QuickPickItem {
    const found = this.pick.items.find(({ label }) => withoutIcons(label) === name);
    return found ?? assert.fail(`there is no "${name}" in ${this.labels.join(", ")}`);
  }

  /** Goes down to the entry, as with the arrow key, and presses Enter. */
  async accept(name: string): Promise<void> {
    this.entry(name);
    do {
      // Where it has come to is told before the answer: an event of an earlier move must not count for this.
      await vscode.commands.executeCommand("workbench.action.quickOpenSelectNext");
    } while (withoutIcons(this.pick.activeItems[0]?.label ?? "") !== name);
    await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
  }

  /** Presses Escape. */
  async cancel(): Promise<void> {
    await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
    await this.ended;
  }

  /** For `afterEach`: what else it cleans up must not suffer from a command that failed, of which its test tells. */
  async dispose(): Promise<void> {
    await this.cancel().catch(() => {});
  }
}

/** What an extension changes in a list it sends a little later; then VS Code tells which entry is active. */
async function isShown(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  await vscode.commands.getCommands();
}

function withoutIcons(label: string): string {
  return label.replace(/\$\([^)]*\) ?/g, "");
}

/** Answers what is asked in boxes, simple lists and notifications; undefined leaves the question. */
export class Answers {
  /** What was asked or said. */
  readonly heard: string[] = [];
  /** What cannot be typed in a box, in the box's own words. */
  readonly faults: string[] = [];
  /** What stood in the boxes already. */
  readonly offered: string[] = [];
  /** Whether each box hid what is typed. */
  readonly hidden: boolean[] = [];
  private readonly asked = {
    showQuickPick: vscode.window.showQuickPick,
    showInputBox: vscode.window.showInputBox,
    showInformationMessage: vscode.window.showInformationMessage,
    showWarningMessage: vscode.window.showWarningMessage,
    showErrorMessage: vscode.window.showErrorMessage,
  };

  constructor(private readonly answers: (string | undefined)[]) {
    const message = async (text: string, ...rest: unknown[]) => {
      this.heard.push(text);
      const buttons = rest.filter((one) => typeof one === "string");
      return buttons.length > 0 ? this.oneOf(buttons) : undefined;
    };
    Object.assign(vscode.window, {
      showQuickPick: async (items: string[], { placeHolder }: vscode.QuickPickOptions) => {
        this.heard.push(placeHolder ?? "");
        return this.oneOf(items);
      },
      showInputBox: async ({ prompt, password, value, validateInput }: vscode.InputBoxOptions) => {
        this.heard.push(prompt ?? "");
        this.offered.push(value ?? "");
        this.hidden.push(password ?? false);
        return this.typed(validateInput);
      },
      showInformationMessage: message,
      showWarningMessage: message,
      showErrorMessage: message,
    });
  }

  dispose(): void {
    Object.assign(vscode.window, this.asked);
  }

  private oneOf(items: readonly string[]): string | undefined {
    const answer = this.next();
    assert.ok(
      answer === undefined || items.includes(answer),
      `there is no "${answer}" in ${items.join(", ")}`,
    );
    return answer;
  }

  /** A box stays until what is typed can be. */
  private async typed(validate: vscode.InputBoxOptions["validateInput"]) {
    for (;;) {
      const answer = this.next();
      const fault = answer === undefined ? undefined : await validate?.(answer);
      if (!fault) return answer;
      this.faults.push(String(fault));
    }
  }

  private next(): string | undefined {
    assert.ok(this.answers.length > 0, `nothing answers "${this.heard.at(-1)}"`);
    return this.answers.shift();
  }
}
