/** How the pages look: one narrow column, few colours, light or dark as the reader's system is. */
export const STYLE = `
:root {
  --paper: #fbfaf7; --card: #ffffff; --line: #e2ded5; --ink: #23282d; --quiet: #5c646b;
  --link: #0b5f73; --good: #19703f; --mend: #a5321f; --wait: #6b5a1e; --ask: #6a3d9a;
  --code: #f3f0e9; --fill: #2f8f6b;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #15181b; --card: #1c2024; --line: #31373d; --ink: #dfe3e6; --quiet: #9aa3ab;
    --link: #7cc7d9; --good: #79cf9f; --mend: #f0937f; --wait: #d6bf72; --ask: #c7a6ee;
    --code: #101316; --fill: #4fb08a;
  }
}
* { box-sizing: border-box; }
html { color-scheme: light dark; -webkit-text-size-adjust: 100%; }
body {
  max-width: 48rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, h3, h4 { line-height: 1.25; margin: 0; font-weight: 650; }
h1 { font-size: 2rem; letter-spacing: -0.01em; }
h2 { font-size: 1.35rem; margin: 3rem 0 0.75rem; }
h3 { font-size: 1.05rem; margin: 2rem 0 0.75rem; }
h4 { font-size: 1rem; display: flex; flex-wrap: wrap; gap: 0.4rem 0.6rem; align-items: center; }
p { margin: 0.6rem 0; }
a { color: var(--link); text-underline-offset: 0.2em; }
a:focus-visible, summary:focus-visible, pre:focus-visible {
  outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px;
}
.quiet, caption, small { color: var(--quiet); font-size: 0.9rem; }
header > .quiet { margin: 0 0 0.25rem; }
code, pre { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; }
code { font-size: 0.88em; }
pre {
  margin: 0.5rem 0; padding: 0.9rem 1rem; overflow: auto; max-height: 34rem;
  background: var(--code); border: 1px solid var(--line); border-radius: 8px;
  font-size: 0.82rem; line-height: 1.55; overflow-wrap: normal; tab-size: 2;
}
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: 0.5rem; }
th, td { padding: 0.55rem 1rem 0.55rem 0; text-align: left; vertical-align: top; }
tbody tr { border-top: 1px solid var(--line); }
thead th { color: var(--quiet); font-size: 0.85rem; font-weight: 550; white-space: nowrap; }
tbody th { font-weight: 550; }
.number { text-align: right; overflow-wrap: normal; }
.score { white-space: nowrap; }
.total { font-size: 1.5rem; display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: baseline; }
.total .badge { margin-left: 0.5rem; }
.bar {
  display: block; width: 100%; min-width: 5rem; max-width: 14rem; height: 0.4rem;
  margin-top: 0.3rem; border-radius: 1rem; background: var(--line); overflow: hidden;
}
header > .bar { max-width: none; height: 0.55rem; margin: 0.25rem 0 1rem; }
.bar > span { display: block; height: 100%; border-radius: 1rem; background: var(--fill); }
.badge {
  display: inline-block; padding: 0.05rem 0.6rem; border: 1px solid currentColor;
  border-radius: 1rem; font-size: 0.8rem; font-weight: 600; white-space: nowrap;
}
.mark {
  display: inline-grid; place-items: center; width: 1.5rem; height: 1.5rem; margin: 0 0.2rem 0.2rem 0;
  border: 1px solid currentColor; border-radius: 6px; font-size: 0.85rem; font-weight: 700;
}
.good { color: var(--good); }
.mend { color: var(--mend); }
.wait { color: var(--wait); }
.ask { color: var(--ask); }
.card {
  margin: 1rem 0; padding: 1.1rem 1.25rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 12px;
}
.card > .quiet { margin: 0.2rem 0 0; }
.finding { white-space: pre-line; }
.frames code { margin-right: 0.5rem; }
.next { margin-bottom: 0; padding-top: 0.7rem; border-top: 1px solid var(--line); }
.praise { padding: 0.9rem 1.1rem; border-left: 3px solid var(--fill); background: var(--card); }
details { margin: 0.7rem 0; }
summary { cursor: pointer; color: var(--link); font-weight: 550; width: fit-content; }
.rung { padding-left: 0.9rem; border-left: 2px solid var(--line); }
.plain { margin: 0.5rem 0; padding: 0; list-style: none; }
.plain li { margin: 0.35rem 0; }
.problems { margin: 0.5rem 0 1.25rem; padding: 0; list-style: none; }
.problems li { margin: 0.6rem 0; padding-left: 0.9rem; border-left: 3px solid var(--mend); }
.decisions li { border-left-color: var(--ask); }
.problems p { margin: 0.15rem 0; font-weight: 400; }
footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
dl { margin: 0.5rem 0; }
dl > div { display: grid; grid-template-columns: 8.5rem 1fr; gap: 0.75rem; padding: 0.3rem 0; }
dd { margin: 0; }
@media (max-width: 32rem) {
  body { padding: 1.5rem 1rem 3rem; }
  h1 { font-size: 1.6rem; }
  th, td { padding-right: 0.7rem; }
  .card { padding: 0.9rem 1rem; }
  dl > div { grid-template-columns: 1fr; gap: 0.15rem; }
}
@media print {
  :root { --paper: #fff; --card: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  pre { max-height: none; overflow: visible; white-space: pre-wrap; overflow-wrap: anywhere; }
  .card, tr { break-inside: avoid-page; }
  h2, h3, h4 { break-after: avoid; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  .bar, .bar > span { print-color-adjust: exact; }
}
`;
