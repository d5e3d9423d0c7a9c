/** What the sidebar's own files use of the editor, for tests without one: texts as they are written. */
export const Uri = {
  joinPath: (base, ...parts) => ({
    path: [base.path, ...parts].join("/"),
    toString: () => base.path,
  }),
};
export const env = { language: "en" };
export const l10n = {
  t: (message, ...values) => message.replace(/\{(\d)\}/g, (slot, place) => values[place] ?? slot),
};
