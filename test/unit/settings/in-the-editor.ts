/** Tiller's readers of settings, without an editor. */
import "../without-editor.js";

export const document = await import("../../../src/settings/document.js");
export const machine = await import("../../../src/settings/machine.js");
export const { SettingError } = await import("../../../src/settings/setting.js");
export const { ModelInUse } = await import("../../../src/settings/model-in-use.js");
