/** The selection of this workspace: one immutable value, kept between sessions. */
import { EventEmitter } from "node:events";
import type { Memento } from "vscode";
import * as z from "zod";
import { parseSelection, type Selection } from "../constraints/selection.js";

const KEY = "tiller.selection";

const nothingSelected: Selection = { constraints: [], tell: false };

/** Emits `change` with each new selection. */
export class SelectionStore extends EventEmitter<{ change: [Selection] }> {
  private selection: Selection;

  constructor(private readonly memento: Memento) {
    super();
    this.selection = restored(memento.get(KEY));
  }

  get current(): Selection {
    return this.selection;
  }

  /** @throws ConstraintError if the selection has an unknown constraint or unfit arguments. */
  set(selection: Selection): void {
    this.selection = parseSelection(selection);
    void this.memento.update(KEY, this.selection);
    this.emit("change", this.selection);
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
