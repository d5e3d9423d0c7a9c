/** Selections under a name: the writer's own, the workspace's, and those that everybody has. */
import { EventEmitter } from "node:events";
import * as l10n from "@vscode/l10n";
import type { Memento } from "vscode";
import { parseSelection, type Selection } from "../../constraints/selection.js";
import {
  type NamedSelection,
  presetNameSchema,
  readPresets,
  writtenPreset,
} from "./written-presets.js";

export interface Preset extends NamedSelection {
  readonly source: "personal" | "workspace" | "built-in";
}

/** A preset that cannot be kept, or is not there; the message is one sentence. */
export class PresetError extends Error {
  override readonly name = "PresetError";
}

/** The presets that a workspace shares; emits `change` when they are others. */
export interface SharedPresets extends EventEmitter<{ change: [] }> {
  readonly presets: readonly NamedSelection[];
}

const KEY = "tiller.presets";

/** Emits `change` when the list is another one. */
export class Presets extends EventEmitter<{ change: [] }> {
  private readOwn: readonly NamedSelection[] | undefined;
  private readBuiltIn: readonly Preset[] | undefined;

  /**
   * @param memento keeps the writer's own
   * @param builtIn those that everybody has
   */
  constructor(
    private readonly memento: Memento,
    private readonly shared: SharedPresets,
    private readonly builtIn: () => readonly Preset[],
  ) {
    super();
    shared.on("change", () => this.emit("change"));
  }

  /** The writer's own first, then the workspace's, then those that everybody has. */
  list(): readonly Preset[] {
    return [
      ...this.own.map((preset): Preset => ({ ...preset, source: "personal" })),
      ...this.shared.presets.map((preset): Preset => ({ ...preset, source: "workspace" })),
      ...this.always,
    ];
  }

  /** Read when they are first asked for, so that an activation does not wait for it. */
  private get own(): readonly NamedSelection[] {
    const stored = this.memento.get(KEY);
    // Another version may have stored what this one does not know: it loses that, not all the rest.
    this.readOwn ??= readPresets(Array.isArray(stored) ? stored : []).presets;
    return this.readOwn;
  }

  private get always(): readonly Preset[] {
    this.readBuiltIn ??= this.builtIn();
    return this.readBuiltIn;
  }

  /**
   * The first of the list with this name.
   *
   * @throws PresetError if there is none
   */
  find(name: string): Preset {
    const found = this.list().find((preset) => preset.name === name);
    if (!found) throw new PresetError(l10n.t('There is no preset "{0}".', name));
    return found;
  }

  /**
   * Keeps a selection as the writer's own preset, in place of one of that name.
   *
   * @throws PresetError if the name cannot be one
   */
  async save(name: string, selection: Selection): Promise<void> {
    const preset = { name: presetName(name), selection: parseSelection(selection) };
    const place = this.own.findIndex((one) => one.name === preset.name);
    await this.keep(place < 0 ? [...this.own, preset] : this.own.with(place, preset));
  }

  /** @throws PresetError if the preset is not the writer's own, or the new name is taken */
  async rename(name: string, newName: string): Promise<void> {
    const place = this.placeOf(name);
    const renamed = presetName(newName);
    if (this.own.some((preset, at) => at !== place && preset.name === renamed)) {
      throw new PresetError(l10n.t('There is already a preset named "{0}".', renamed));
    }
    await this.keep(this.own.map((one, at) => (at === place ? { ...one, name: renamed } : one)));
  }

  /** @throws PresetError if the preset is not the writer's own */
  async remove(name: string): Promise<void> {
    await this.keep(this.own.toSpliced(this.placeOf(name), 1));
  }

  private placeOf(name: string): number {
    const place = this.own.findIndex((preset) => preset.name === name);
    if (place < 0)
      throw new PresetError(l10n.t('You have no preset of your own named "{0}".', name));
    return place;
  }

  private async keep(own: readonly NamedSelection[]): Promise<void> {
    this.readOwn = own;
    await this.memento.update(KEY, own.map(writtenPreset));
    this.emit("change");
  }
}

function presetName(name: string): string {
  const parsed = presetNameSchema.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new PresetError(l10n.t("A preset's name must be one line of 1 to 60 characters."));
}
