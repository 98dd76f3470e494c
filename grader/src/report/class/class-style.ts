/**
 * What the page of a class adds. The parts of a bar differ in lightness, so that they are told apart
 * without seeing colours.
 */
export const CLASS_STYLE = `
:root {
  --all: #14655c; --some: #8cc9bd; --none: #c9622f; --blocked: #cdc8bb; --unrun: #8b8f93;
  --on-all: #ffffff; --on-some: #14332e; --on-none: #ffffff; --on-blocked: #3a382f; --on-unrun: #ffffff;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --all: #6fd3bf; --some: #2a6e64; --none: #e2834e; --blocked: #454b50; --unrun: #71787e;
    --on-all: #0c2b26; --on-some: #e3f5f1; --on-none: #2a1205; --on-blocked: #dfe3e6; --on-unrun: #ffffff;
  }
}
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 0.75rem; margin: 1.25rem 0 0; }
.tiles > div { display: block; padding: 0.8rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.tiles dt { color: var(--quiet); font-size: 0.9rem; }
.tiles dd { font-size: 1.25rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.tiles small { font-weight: 400; }
.concern { margin: 0 0 0.25rem; }
.concern code, .who code { display: inline-block; margin-right: 0.4rem; }
figure { margin: 1rem 0 2rem; }
figcaption { margin-top: 0.25rem; }
.chart { display: block; max-width: 100%; height: auto; font-variant-numeric: tabular-nums; }
.chart.narrow { display: none; }
.numbers { margin: 0.35rem 0 0; font-size: 0.9rem; }
.numbers th, .numbers td { padding-top: 0.2rem; padding-bottom: 0.2rem; white-space: nowrap; }
.legend { display: flex; flex-wrap: wrap; gap: 0.3rem 1.25rem; margin: 0.75rem 0; padding: 0; list-style: none; font-size: 0.9rem; }
.swatch { display: inline-block; width: 0.9rem; height: 0.9rem; border-radius: 3px; vertical-align: -0.1rem; }
.swatch.all { background: var(--all); } .swatch.some { background: var(--some); }
.swatch.none { background: var(--none); } .swatch.blocked { background: var(--blocked); }
.swatch.unrun { background: var(--unrun); }
.long thead th { position: sticky; top: 0; z-index: 1; background: var(--paper); box-shadow: 0 1px 0 var(--line); }
.long tr { scroll-margin-top: 2.75rem; }
.long tr:target { background: var(--code); }
.initials { display: flex; flex-wrap: wrap; gap: 0.15rem 0.15rem; margin: 0.5rem 0 1rem; }
.initials a { min-width: 1.9rem; padding: 0.1rem 0.4rem; text-align: center; border-radius: 6px; background: var(--code); text-decoration: none; }
.who { margin: 0.2rem 0 0; font-size: 0.9rem; font-weight: 400; }
.who a, .who code { margin-right: 0.5rem; }
.broken { min-width: 9.5rem; }
.broken .bar > span { background: var(--mend); }
.rule { font-weight: 400; }
.card h4 .quiet { font-weight: 400; }
.known { margin-bottom: 0; }
.card ul { margin: 0.25rem 0 0.6rem; padding-left: 1.1rem; }
.card li { margin: 0.3rem 0; }
.matrix th, .matrix td { padding: 0.25rem 0.6rem 0.25rem 0; }
.matrix td { padding-left: 0.6rem; border-left: 2px solid var(--paper); }
.zero { color: var(--line); }
.shade { background: color-mix(in srgb, var(--mend) var(--share), transparent); }
@media (max-width: 46rem) {
  .chart.wide { display: none; }
  .chart.narrow { display: block; }
  .long { overflow-x: auto; }
  .long thead th { position: static; }
  .long th:first-child { position: sticky; left: 0; background: var(--paper); min-width: 7rem; }
}
@media print {
  .initials, .numbers { display: none; }
  .long { overflow: visible; }
  .long thead th { position: static; }
  .chart.wide { display: block; }
  .chart.narrow { display: none; }
  figure { break-inside: avoid; }
  .chart, .swatch, .shade { print-color-adjust: exact; }
}
`;
