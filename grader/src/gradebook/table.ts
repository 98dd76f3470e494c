import { readFile } from "node:fs/promises";
import { CsvError, type Info, parse } from "csv-parse/sync";
import { FileError, type Flaw } from "./file-error.ts";

/** A CSV file as it was read. */
export interface Table {
  /** Where it was read from. */
  readonly file: string;
  /** A comma; or a semicolon or tab, as spreadsheets write where the comma is the decimal sign. */
  readonly delimiter: string;
  /** Whether it began with a byte order mark. */
  readonly bom: boolean;
  /** What its lines end with. */
  readonly lineEnd: "\n" | "\r\n";
  /** As it stands there; compare trimmed. */
  readonly header: readonly string[];
  readonly rows: readonly TableRow[];
}

/** A row of a {@link Table}: as many cells as its header. */
export interface TableRow {
  /** The line that it ends on, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

const BOM = "\ufeff";
const DELIMITERS = [",", ";", "\t"];

/**
 * Reads a CSV file in UTF-8, whatever spreadsheet wrote it. Its delimiter is the one that cuts the
 * first line into most columns. Rows without any text are left out.
 *
 * @throws a {@link FileError} when it cannot be read, is not UTF-8 or no CSV, when it has no header,
 * two columns of one name, or rows that are longer or shorter than the header.
 */
export async function readTable(file: string): Promise<Table> {
  const text = await readText(file);
  const delimiter = delimiterOf(text);
  const records = recordsIn(file, text, delimiter);
  const header = records[0]?.cells ?? [];
  const rows = records.slice(1).filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  const flaws = [...headerFlaws(header), ...rows.flatMap((row) => widthFlaws(row, header.length))];
  if (flaws.length > 0) throw new FileError(file, flaws);
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  return { file, delimiter, bom: text.startsWith(BOM), lineEnd, header, rows };
}

/**
 * Reads a file of text in UTF-8.
 *
 * @throws a {@link FileError} when it cannot be read or is not UTF-8.
 */
export async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: Error) => {
    throw new FileError(file, [{ where: "", message: `It cannot be read: ${error.message}.` }]);
  });
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const message = "It is not UTF-8. In a spreadsheet, save it as “CSV UTF-8”.";
    throw new FileError(file, [{ where: "", message }]);
  }
}

/** The number that a cell of a spreadsheet holds: `12`, `12.50` or `12,50`; nothing if it is none. */
export function numberIn(text: string): number | undefined {
  return /^\s*[+-]?\d+([.,]\d+)?\s*$/.test(text) ? Number(text.replace(",", ".")) : undefined;
}

function delimiterOf(text: string): string {
  const [firstLine = ""] = text.split(/\r?\n/, 1);
  const counts = DELIMITERS.map((one) => firstLine.split(one).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
}

function recordsIn(file: string, text: string, delimiter: string): readonly TableRow[] {
  try {
    const found: unknown = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    });
    const records = found as { info: Info; record: string[] }[];
    return records.map(({ info, record }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new FileError(file, [{ where: "", message: `It is not CSV: ${error.message}.` }]);
  }
}

function headerFlaws(header: readonly string[]): readonly Flaw[] {
  if (header.length === 0) return [{ where: "", message: "It is empty." }];
  const names = header.map((name) => name.trim());
  const twice = names.filter((name, index) => name !== "" && names.indexOf(name) < index);
  return twice.map((name) => ({
    where: "line 1",
    message: `There are two columns called ${JSON.stringify(name)}.`,
  }));
}

function widthFlaws({ line, cells }: TableRow, width: number): readonly Flaw[] {
  if (cells.length === width) return [];
  const message = `It has ${cells.length} cells, the header ${width}. Text with a delimiter needs quotes.`;
  return [{ where: `line ${line}`, message }];
}
