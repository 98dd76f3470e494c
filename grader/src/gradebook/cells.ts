/**
 * Text from submissions ends up in spreadsheets, where a cell that begins with `=`, `+`, `-` or `@` is
 * a formula, and where a cell may begin in the middle of ours: after a semicolon, where semicolons
 * separate. `escape_formulas` of csv-stringify looks at the first character only, so this is ours.
 *
 * @module
 */
import { stringify } from "csv-stringify/sync";
import { cleanLine } from "../report/clean.ts";

/** A number stays one. */
export type Cell = string | number;

/** How cells become lines. */
export interface CsvOptions {
  readonly delimiter?: string;
  readonly lineEnd?: string;
}

/** Where a cell may begin, and what makes it a formula there; full-width signs count as well. */
const FORMULA = /(^|[,;|\t\r\n])(["'\s]*)(?=[=@\uff1d\uff20]|[+\-\uff0b\uff0d].)/gu;
/** What is a number to a spreadsheet, and so no formula. */
const NUMBER = /^[+-]?\d[\d.,]*%?$/;
const TEXT_LIMIT = 2_000;

/** Text for a cell of our own: one line, nothing invisible, no formula. */
export function textCell(text: string): string {
  const line = cleanLine(text.replace(/\s*[\r\n]+\s*/g, " "), TEXT_LIMIT);
  return line.replace(FORMULA, "$1$2'");
}

/** The cell of somebody else's file: as it is, unless a spreadsheet would calculate it. */
export function keptCell(text: string): string {
  return NUMBER.test(text) ? text : text.replace(FORMULA, "$1$2'");
}

/** Whether a spreadsheet would calculate it. */
export function isFormula(text: string): boolean {
  return keptCell(text) !== text;
}

/** Points with at most two decimals. */
export function pointsCell(points: number): number {
  return Number(points.toFixed(2));
}

/** A row as a line of CSV, its end included. Text with any usual delimiter in it is quoted. */
export function csvLine(cells: readonly Cell[], options: CsvOptions = {}): string {
  const { delimiter = ",", lineEnd = "\n" } = options;
  return stringify([[...cells]], {
    delimiter,
    record_delimiter: lineEnd,
    quoted_match: /[,;\t|]/,
  });
}
