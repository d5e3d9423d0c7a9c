/** Imports files that are made for the editor, of which they use no more than texts and language. */
import "../without-editor.js";

export const { sidebarLayout } = await import("../../../src/sidebar/layout.js");
export const { Sidebar } = await import("../../../src/sidebar/sidebar.js");
export const { sidebarState } = await import("../../../src/sidebar/state.js");
