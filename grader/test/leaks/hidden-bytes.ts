import { readFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { COURSE_ROOT, filesIn } from "../../src/course/course.ts";
import { handoutFiles } from "../../src/handout/contents.ts";
import { DISTINCTIVE, LeakFinder, squeezed } from "./find-leaks.ts";

/** Text that no student may see, cut into pieces that the hand-out does not hold. */
export interface HiddenBytes {
  /** Lines of the hidden files. */
  readonly lines: readonly string[];
  /** Texts in quotes in the hidden code. Those of a suite are for students, after the due date. */
  readonly texts: readonly string[];
}

const CHECKING_CODE = ["grader/src/suites", "grader/src/bugs"];
const HIDDEN_CODE = [...CHECKING_CODE, "grader/variants", "solutions"];
const HIDDEN_LINES = ["grader/test", "grader/src/attacks"];
const HIDDEN_PAGES = ["docs/kill-matrix.md", "docs/instructors-guide.md", "docs/decisions.md"];
/** A made-up report is written to be shown. */
const SHOWN_ON_PURPOSE = ["report/fixture.ts"];

/** All there is to hide: what is in a hidden file and in none that the hand-out is made of. */
export async function hiddenBytes(): Promise<HiddenBytes> {
  const code = (await Promise.all(HIDDEN_CODE.map(sourcesIn))).flat();
  const rest = (await Promise.all(HIDDEN_LINES.map(sourcesIn))).flat();
  const pages = await Promise.all(HIDDEN_PAGES.map(textOf));
  const lines = [...code, ...rest, ...pages].flatMap(linesOf).filter(isDistinctive);
  const texts = code.flatMap(quotedIn).filter(isDistinctive);
  const known = new LeakFinder([...lines, ...texts]).in(await handoutTexts());
  const isHidden = (piece: string) => !known.has(piece);
  return {
    lines: [...new Set(lines)].filter(isHidden),
    texts: [...new Set(texts)].filter(isHidden),
  };
}

/** Lines of suites and planted bugs, also those that a public test happens to have, too. */
export async function checkingLines(): Promise<readonly string[]> {
  const code = (await Promise.all(CHECKING_CODE.map(sourcesIn))).flat();
  return code.flatMap(linesOf).filter(isDistinctive);
}

async function sourcesIn(folder: string): Promise<string[]> {
  const isSource = (path: string) =>
    path.endsWith(".ts") &&
    !path.includes("node_modules/") &&
    !SHOWN_ON_PURPOSE.some((shown) => path.endsWith(shown));
  const paths = await filesIn(join(COURSE_ROOT, folder), isSource);
  return Promise.all(paths.map((path) => textOf(join(folder, path))));
}

/** What the hand-out is made of: labs, pages, and the samples that pages show. */
async function handoutTexts(): Promise<string[]> {
  const samples = await filesIn(join(COURSE_ROOT, "docs/samples"));
  const paths = [
    ...(await handoutFiles(COURSE_ROOT)),
    ...samples.map((path) => `docs/samples/${path}`),
  ];
  return Promise.all(paths.map(textOf));
}

function textOf(path: string): Promise<string> {
  return readFile(join(COURSE_ROOT, path), "utf8");
}

function isDistinctive(piece: string): boolean {
  return piece.length >= DISTINCTIVE;
}

function linesOf(text: string): string[] {
  return text.split("\n").map(squeezed);
}

/** Strings and the fixed parts of templates. */
function quotedIn(text: string): string[] {
  const quoted: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isLiteralExpression(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      quoted.push(squeezed(node.text));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("hidden.ts", text, ts.ScriptTarget.Latest));
  return quoted;
}
