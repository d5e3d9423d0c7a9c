/** Keeps values as VS Code does. */
import type { Memento } from "vscode";

export class FakeMemento implements Memento {
  private readonly values = new Map<string, unknown>();
  keys = () => [...this.values.keys()];
  get = <T>(key: string) => this.values.get(key) as T;
  update = async (key: string, value: unknown) => {
    this.values.set(key, JSON.parse(JSON.stringify(value)));
  };
}
