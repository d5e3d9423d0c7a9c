/** Looks at every change of a document for what must never happen to a person's characters. */
import * as vscode from "vscode";

const TYPED = /[\u4e00-\u9fff]/g;

export class Watch implements vscode.Disposable {
  /** What went wrong, if anything did. */
  readonly complaints: string[] = [];
  private text: string;
  private readonly listener: vscode.Disposable;

  constructor(document: vscode.TextDocument) {
    this.text = document.getText();
    this.listener = vscode.workspace.onDidChangeTextDocument(({ document: changed, reason }) => {
      if (changed !== document) return;
      const [before, after] = [this.text, document.getText()];
      this.text = after;
      const lost = typed(before).filter((character) => !after.includes(character));
      const gained = typed(after).filter((character) => !before.includes(character));
      if (reason === undefined && lost.length > 0) this.complain("lost", before, after);
      const streamed = before.replace(TYPED, "") !== after.replace(TYPED, "");
      if (lost.length + gained.length > 0 && streamed) {
        this.complain("the person's and the stream's in one step", before, after);
      }
    });
  }

  dispose(): void {
    this.listener.dispose();
  }

  private complain(what: string, before: string, after: string): void {
    this.complaints.push(`${what}: ${JSON.stringify(before)} became ${JSON.stringify(after)}`);
  }
}

function typed(text: string): string[] {
  return text.match(TYPED) ?? [];
}
