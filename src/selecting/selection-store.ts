/** The selection that counts: the active document's own, or else the one that the workspace shares. */
import { EventEmitter } from "node:events";
import type { Memento } from "vscode";
import * as z from "zod";
import { parseSelection, type Selection } from "../constraints/selection.js";

const KEY = "tiller.selection";

const nothingSelected: Selection = { constraints: [], tell: false };

/**
 * Where a selection comes from: switched in this session for one document, the document's text, the
 * settings for its folder and language, or switched for the workspace (kept between sessions).
 */
export type Origin = "session" | "document" | "settings" | "workspace";

/** What a document has of its own before anything is switched. */
export interface OwnSelection {
  readonly origin: "document" | "settings";
  readonly selection: Selection;
}

export interface ActiveDocument {
  readonly uri: string;
  /** Absent where neither the text nor the settings select anything. */
  readonly own?: OwnSelection;
}

/** Emits `change` with each new selection, which may also be that of another document. */
export class SelectionStore extends EventEmitter<{ change: [Selection] }> {
  private workspace: Selection;
  /** By document; each counts while the document's own selection is the one it was switched from. */
  private readonly session = new Map<string, { from: string; selection: Selection }>();
  private announced: string;

  /**
   * @param memento keeps the workspace's selection
   * @param active the document that the person is in
   */
  constructor(
    private readonly memento: Memento,
    private readonly active: () => ActiveDocument | undefined,
  ) {
    super();
    this.workspace = restored(memento.get(KEY));
    this.announced = JSON.stringify(this.counting());
  }

  get current(): Selection {
    return this.counting().selection;
  }

  get origin(): Origin {
    return this.counting().origin;
  }

  /**
   * Switches for the active document alone if it has a selection of its own, else for the workspace.
   *
   * @throws ConstraintError if the selection has an unknown constraint or unfit arguments.
   */
  set(selection: Selection): void {
    const parsed = parseSelection(selection);
    const active = this.active();
    if (active?.own) {
      this.session.set(active.uri, { from: JSON.stringify(active.own), selection: parsed });
    } else {
      this.workspace = parsed;
      void this.memento.update(KEY, parsed);
    }
    this.announce();
  }

  /** What was switched in this session for the active document no longer counts. */
  useOwn(): void {
    const active = this.active();
    if (active) this.forget(active.uri);
  }

  /** The active document, or what it has of its own, may be another one. */
  refresh(): void {
    const active = this.active();
    if (active && this.session.get(active.uri)?.from !== JSON.stringify(active.own)) {
      this.session.delete(active.uri);
    }
    if (JSON.stringify(this.counting()) !== this.announced) this.announce();
  }

  /** What was switched for this document no longer counts. */
  forget(uri: string): void {
    this.session.delete(uri);
    this.refresh();
  }

  private counting(): { selection: Selection; origin: Origin } {
    const active = this.active();
    if (!active?.own) return { selection: this.workspace, origin: "workspace" };
    const switched = this.session.get(active.uri);
    return switched?.from === JSON.stringify(active.own)
      ? { selection: switched.selection, origin: "session" }
      : active.own;
  }

  private announce(): void {
    const counting = this.counting();
    this.announced = JSON.stringify(counting);
    this.emit("change", counting.selection);
  }
}

const storedSchema = z.object({ constraints: z.array(z.unknown()), tell: z.unknown() });

/** Another version may have stored what this one does not know: it loses that, not all the rest. */
function restored(stored: unknown): Selection {
  const parsed = storedSchema.safeParse(stored);
  if (!parsed.success) return nothingSelected;
  const { constraints, tell } = parsed.data;
  return {
    constraints: constraints.flatMap((constraint) => readable(constraint)),
    tell: tell === true,
  };
}

function readable(constraint: unknown): Selection["constraints"] {
  try {
    return parseSelection({ constraints: [constraint] }).constraints;
  } catch {
    return [];
  }
}
