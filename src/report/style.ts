/**
 * The page's style sheet. Colours are pairs for light and dark; inside an editor, the page and its
 * text take the theme's. The series' colours are Okabe and Ito's (2008), which people with any kind
 * of colour vision can distinguish, darkened and lightened to a contrast of at least 3 : 1.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: var(--vscode-editor-background, light-dark(#ffffff, #1b1b1d));
  --text: var(--vscode-editor-foreground, light-dark(#1c1c1e, #e9e9ea));
  --quiet: light-dark(#55555a, #b4b4ba);
  --link: var(--vscode-textLink-foreground, light-dark(#00579e, #7cc0f4));
  --focus: var(--vscode-focusBorder, light-dark(#00579e, #7cc0f4));
  --axis: light-dark(#77777d, #8f8f96);
  --grid: light-dark(#dddde2, #3a3a3f);
  --stripe: light-dark(#00000009, #ffffff0b);
  --series-1: light-dark(#6b6b70, #a9a9b0);
  --series-2: light-dark(#0069a8, #56b4e9);
  --series-3: light-dark(#c24a00, #ff8f4d);
  --series-4: light-dark(#007a5a, #35c99b);
  --series-5: light-dark(#a13f7c, #e69bc8);
  --series-6: light-dark(#7d6200, #e8d64a);
}
body.vscode-light, body.vscode-high-contrast-light { color-scheme: light; }
body.vscode-dark, body.vscode-high-contrast:not(.vscode-high-contrast-light) { color-scheme: dark; }
body.vscode-high-contrast, body.vscode-high-contrast-light { --quiet: var(--text); --axis: var(--text); }
* { box-sizing: border-box; }
html { background: var(--page); }
body {
  max-width: 78rem;
  margin: 0 auto;
  padding: 1rem;
  background: var(--page);
  color: var(--text);
  font: 1rem/1.5 var(--vscode-font-family, system-ui, sans-serif);
  overflow-wrap: break-word;
}
p, ul, dl { max-width: 48rem; margin: .5rem 0; }
h1 { margin: .5rem 0; font-size: 1.75rem; line-height: 1.2; }
h2 { margin: 2.5rem 0 .5rem; padding-top: .5rem; border-top: 1px solid var(--grid); font-size: 1.35rem; line-height: 1.3; }
h3 { margin: 1.5rem 0 .5rem; font-size: 1.1rem; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
small { color: var(--quiet); font-size: .8125rem; }
.skip:not(:focus) { position: absolute; clip-path: inset(50%); }
.lead, .key { color: var(--quiet); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
nav ol { columns: 20rem; column-gap: 3rem; padding-left: 1.5rem; }
.side { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: 1rem 2rem; align-items: start; }
.side > * { min-width: 0; }
figure { margin: 1rem 0; break-inside: avoid; }
figcaption { font-weight: 600; }
figcaption small { display: block; font-weight: 400; }
figure svg, .key svg { max-width: 100%; }
figure > svg { display: block; height: auto; }
.key { display: flex; flex-wrap: wrap; gap: 0 1rem; margin: .25rem 0; padding: 0; list-style: none; font-size: .8125rem; }
.scroll { max-width: 100%; margin: 1rem 0; overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
caption { padding: .25rem 0; font-weight: 600; text-align: left; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--grid); text-align: left; vertical-align: top; }
thead th { border-bottom-color: var(--axis); vertical-align: bottom; }
th[scope="colgroup"] { border-left: 1px solid var(--grid); }
th[scope="row"], thead tr:first-child > th:first-child { position: sticky; left: 0; min-width: 8rem; background: var(--page); }
th[scope="row"] { font-weight: 600; }
td { min-width: 4.5rem; }
td:has(small) { min-width: 7.5rem; }
td small, th small { display: block; font-weight: 400; }
summary { margin: .5rem 0; cursor: pointer; }
article { margin: 1rem 0; padding-left: 1rem; border-left: 3px solid var(--axis); break-inside: avoid; }
article p { margin: .25rem 0; }
pre { margin: .25rem 0; padding: .5rem; background: var(--stripe); font: .875rem/1.45 var(--vscode-editor-font-family, ui-monospace, monospace); white-space: pre-wrap; }
footer { margin-top: 3rem; color: var(--quiet); }
@media (forced-colors: active) {
  :root {
    --page: Canvas; --text: CanvasText; --quiet: CanvasText; --axis: CanvasText; --grid: GrayText;
    --stripe: transparent;
  }
}
@media print {
  :root { color-scheme: light; --page: #ffffff; --text: #000000; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .skip, nav { display: none; }
  .scroll { overflow: visible; }
  table { font-size: 7.5pt; }
  th[scope="row"], thead tr:first-child > th:first-child { position: static; }
  th, td { min-width: 0; padding: .15rem .3rem; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  details::details-content { content-visibility: visible; height: auto; }
}
`;
