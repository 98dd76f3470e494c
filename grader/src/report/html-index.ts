import { html } from "hono/html";
import { leaderboards } from "./html-leaderboard.ts";
import { badge, bar, colophon, type IndexEntry, score } from "./html-parts.ts";
import type { Html } from "./page.ts";
import type { GradeReport, SubmissionReport } from "./report.ts";
import { daysOf, exerciseSuccess } from "./scores.ts";
import { verdictOf } from "./verdicts.ts";
import { countText, durationText, pointsText } from "./wording.ts";

/** The page that leads to all the others. */
export function indexBody(report: GradeReport, entries: readonly IndexEntry[]): Html {
  return html`<header>
<p class="quiet">wal-labs</p>
<h1>Grade report</h1>
<p>${countText(entries.length, "submission")} graded${
    report.durationMs > 0 && ` in ${durationText(report.durationMs)}`
  }.</p>
</header>
<main>
${submissionTable(entries)}
${leaderboards(entries)}
${exerciseTable(entries.map(({ submission }) => submission))}
</main>
${colophon(report)}`;
}

function submissionTable(entries: readonly IndexEntry[]): Html {
  const days = columnsOf(entries);
  return html`<section aria-labelledby="submissions">
<h2 id="submissions">Submissions</h2>
<div class="scroll"><table>
<caption>Points, and the gravest verdict</caption>
<thead><tr>
<th scope="col">Submission</th>
${days.map((day) => html`<th scope="col" class="number">Day ${day}</th>`)}
<th scope="col">Score</th><th scope="col">Verdict</th>
</tr></thead>
<tbody>
${entries.map((entry) => submissionRow(entry, days))}</tbody>
</table></div>
</section>`;
}

function submissionRow({ submission, file }: IndexEntry, days: readonly number[]): Html {
  const { name, points, outOf, labs, problems } = submission;
  const cells = days.map((day) => {
    const lab = labs.find((one) => one.day === day);
    return html`<td class="number">${lab ? pointsText(lab.points) : "–"}</td>`;
  });
  return html`<tr>
<th scope="row"><a href="${file}"><bdi>${name}</bdi></a>${problems.length > 0 && html` <small>${countText(problems.length, "problem")}</small>`}</th>
${cells}
<td>${score(points, outOf)}${bar(points, outOf)}</td>
<td>${badge(verdictOf(submission))}</td>
</tr>
`;
}

/** The days to show beside the score; none if there is only one, which is the score. */
function columnsOf(entries: readonly IndexEntry[]): readonly number[] {
  const days = daysOf(entries.map(({ submission }) => submission));
  return days.length > 1 ? days : [];
}

function exerciseTable(submissions: readonly SubmissionReport[]): Html | undefined {
  const exercises = exerciseSuccess(submissions);
  if (exercises.length === 0) return undefined;
  return html`<section aria-labelledby="exercises">
<h2 id="exercises">Exercises</h2>
<div class="scroll"><table>
<caption>How many submissions pass every check of an exercise: the short bars are what to talk
about</caption>
<thead><tr><th scope="col">Exercise</th><th scope="col">Solved</th></tr></thead>
<tbody>
${exercises.map(
  ({ exercise, solved, attempts }) => html`<tr>
<th scope="row">${exercise}</th><td>${score(solved, attempts)}${bar(solved, attempts)}</td>
</tr>
`,
)}</tbody>
</table></div>
</section>`;
}
