/** The presets that the sidebar offers, and which of them is what is selected. */
import type { Selection } from "../constraints/selection.js";
import type { Preset } from "../selecting/presets/presets.js";
import { writtenSelection } from "../selecting/written-selection.js";
import type { SidebarState } from "./messages.js";

/** Of several with one name the first counts, as when it is applied. */
export function presetChoices(
  presets: readonly Preset[],
  selection: Selection,
): SidebarState["presets"] {
  const byName = new Map([...presets].reverse().map((preset) => [preset.name, preset]));
  const names = [...new Set(presets.map(({ name }) => name))];
  const current = comparable(selection);
  return names.map((name) => {
    const preset = byName.get(name);
    return { name, isCurrent: preset !== undefined && comparable(preset.selection) === current };
  });
}

/** The order in which constraints were switched on makes no difference. */
function comparable(selection: Selection): string {
  const { constraints, tell } = writtenSelection(selection);
  return JSON.stringify([[...constraints].sort(), tell]);
}
