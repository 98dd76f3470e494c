import { readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import ts from "typescript";
import { COURSE_ROOT, DAYS, type Day, solutionFolder } from "../course/course.ts";
import type { CheckResult, Problem } from "../report/report.ts";
import { factsOfTypeCheck, type TypeCheck } from "../suites/type-check.ts";
import { plainPaths } from "./plain-paths.ts";

/** What the compiler found about one day of a submission. */
export interface Compilation {
  readonly checks: readonly CheckResult[];
  /** Type errors in the submission's own files. They cost nothing by themselves. */
  readonly problems: readonly Problem[];
}

const MAX_PROBLEMS = 20;
const CLAIM_TYPES = join(COURSE_ROOT, "grader/src/suites/same.ts");
const VISIBLE = ["labs/core", "node_modules"].map((folder) => join(COURSE_ROOT, folder));

/** Checks types with the course's own settings, keeping the library files it has parsed. */
export class Compiler {
  readonly #parsed = new Map<string, ts.SourceFile | undefined>();
  readonly #options: ts.CompilerOptions;

  constructor() {
    const file = join(COURSE_ROOT, "tsconfig.base.json");
    const { config } = ts.readConfigFile(file, (path) => readFileSync(path, "utf8"));
    this.#options = ts.parseJsonConfigFileContent(config, ts.sys, COURSE_ROOT).options;
  }

  /** Compiles a day's source in `directory` together with the files that make claims about it. */
  compile(directory: string, day: Day, typeChecks: readonly TypeCheck[]): Compilation {
    const suites = join(COURSE_ROOT, "grader/src/suites", `day${day.number}`);
    const claims = typeChecks.map(({ file }) => join(suites, file));
    const entry = join(directory, "src/index.ts");
    const program = this.#program(day, entry, claims);
    const problems = program
      .getSourceFiles()
      .filter(({ fileName }) => fileName.startsWith(join(directory, "src")))
      .flatMap((file) => [
        ...program.getSyntacticDiagnostics(file),
        ...program.getSemanticDiagnostics(file),
      ])
      .map((diagnostic) => problemFrom(diagnostic, directory));
    const checks = typeChecks.map((check, index) => {
      const refused = program.getSemanticDiagnostics(program.getSourceFile(claims[index] ?? ""));
      return resultOf(check, refused, problems, directory);
    });
    return { checks, problems: problems.slice(0, MAX_PROBLEMS) };
  }

  #program(day: Day, entry: string, claims: string[]): ts.Program {
    const earlier = DAYS.filter(({ number }) => number < day.number);
    const options: ts.CompilerOptions = {
      ...this.#options,
      typeRoots: [join(COURSE_ROOT, "node_modules/@types")],
      paths: {
        "@wal-labs/core": [join(COURSE_ROOT, "labs/core/src/index.ts")],
        "crc-32": [join(COURSE_ROOT, "node_modules/crc-32/types/index.d.ts")],
        [day.packageName]: [entry],
        ...Object.fromEntries(earlier.map((each) => [each.packageName, [entryOf(each)]])),
      },
    };
    const submission = dirname(dirname(entry));
    const folders = [submission, ...VISIBLE, ...earlier.map((each) => solutionFolder(each))];
    return ts.createProgram(
      [entry, ...claims],
      options,
      this.#host(options, submission, { folders, claims }),
    );
  }

  /** Shows the submission, what it builds on and the claims, and not its solution a path away. */
  #host(
    options: ts.CompilerOptions,
    submission: string,
    { folders, claims }: { folders: string[]; claims: string[] },
  ): ts.CompilerHost {
    const host = ts.createCompilerHost(options);
    host.jsDocParsingMode = ts.JSDocParsingMode.ParseNone;
    const { fileExists, readFile, getSourceFile } = host;
    const visible = folders.map((folder) => normalize(join(folder, "/")));
    const given = new Set([...claims, CLAIM_TYPES].map(normalize));
    const isVisible = (name: string) =>
      given.has(normalize(name)) ||
      visible.some((folder) => normalize(realPath(name)).startsWith(folder));
    host.fileExists = (name) => isVisible(name) && fileExists(name);
    host.readFile = (name) => (isVisible(name) ? readFile(name) : undefined);
    host.getSourceFile = (name, ...rest) => {
      if (!isVisible(name)) return undefined;
      if (name.startsWith(submission)) return getSourceFile(name, ...rest);
      if (!this.#parsed.has(name)) this.#parsed.set(name, getSourceFile(name, ...rest));
      return this.#parsed.get(name);
    };
    return host;
  }
}

/** The reference, which each later day may build on. */
function entryOf(day: Day): string {
  return join(solutionFolder(day), "index.ts");
}

function realPath(name: string): string {
  return ts.sys.realpath?.(name) ?? name;
}

/** A type that does not compile is `any` to the compiler, and agrees with every claim: no pass. */
function resultOf(
  check: TypeCheck,
  [refused]: readonly ts.Diagnostic[],
  [problem]: readonly Problem[],
  directory: string,
): CheckResult {
  const message = refused
    ? `The compiler refuses a claim about your types: ${textOf(refused, directory)}`
    : problem
      ? `Your code must compile before its types can count. ${problem.where}: ${problem.message}`
      : "";
  const verdict = message ? "fail" : "pass";
  return { ...factsOfTypeCheck(check), verdict, message, frames: [], durationMs: 0 };
}

function problemFrom(diagnostic: ts.Diagnostic, directory: string): Problem {
  const { file, start = 0 } = diagnostic;
  const message = `Type error: ${textOf(diagnostic, directory)}`;
  if (!file) return { where: "src", message };
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  const path = relative(directory, file.fileName).replaceAll("\\", "/");
  return { where: `${path}:${line + 1}:${character + 1}`, message };
}

function textOf({ messageText }: ts.Diagnostic, directory: string): string {
  return plainPaths(ts.flattenDiagnosticMessageText(messageText, "\n"), directory);
}
