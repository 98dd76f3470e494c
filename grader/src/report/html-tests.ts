import { html } from "hono/html";
import { badge, bar, problemList } from "./html-parts.ts";
import type { Html } from "./page.ts";
import type { TestsReport } from "./report.ts";
import { countText } from "./wording.ts";

/** What the tests handed in with a lab are worth. */
export function testsPart(tests: TestsReport): Html {
  const { valid, noticed, outOf, problems } = tests;
  const sum = valid
    ? html`They notice <strong>${noticed}</strong> of ${countText(outOf, "planted bug")}. Correct
logs pass them.`
    : html`${badge("fail")} They are not valid, so they notice nothing: a correct log must pass every
one of them.`;
  return html`<h3>Tests handed in</h3>
<p>${countText(tests.tests, "test")}. ${sum}</p>
${valid && bar(noticed, outOf)}
${problemList(problems)}`;
}
