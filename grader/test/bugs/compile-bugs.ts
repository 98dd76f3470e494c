import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import ts from "typescript";
import { type PlantedBug, plant } from "../../src/bugs/planted-bug.ts";
import { COURSE_ROOT, DAYS, type Day, solutionFolder } from "../../src/course/course.ts";

/** What is the same for all days. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/**
 * Compiles the files that bugs edit, all of a day in one program: beside `a.ts` lies `bug~a.ts`, which
 * sees the other files of its own bug where there are some, and the solution's otherwise. Gives what
 * the compiler says, by bug.
 */
export function compileBugs(
  day: Day,
  bugs: readonly PlantedBug[],
  texts: ReadonlyMap<string, string>,
): string[] {
  const planted = plantedFiles(solutionFolder(day), bugs, texts);
  const options = optionsOf(day);
  const program = ts.createProgram([...planted.keys()], options, hostOf(options, planted));
  return [...planted.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    const found = [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ];
    return found.map(({ messageText }) => `${basename(path)}: ${flat(messageText)}`);
  });
}

function plantedFiles(
  folder: string,
  bugs: readonly PlantedBug[],
  texts: ReadonlyMap<string, string>,
): Map<string, string> {
  const files = new Map<string, string>();
  for (const bug of bugs) {
    const after = plant(bug, texts);
    const edited = new Set(bug.edits.map(({ file }) => file));
    // A class is another class in another file, so two edited files need the whole day around them.
    for (const file of edited.size > 1 ? after.keys() : edited) {
      files.set(besides(join(folder, file), bug.id), after.get(file) ?? "");
    }
  }
  return files;
}

function besides(path: string, bug: string): string {
  return join(dirname(path), `${bug}~${basename(path)}`);
}

function optionsOf(day: Day): ts.CompilerOptions {
  const file = join(COURSE_ROOT, "tsconfig.base.json");
  const { config } = ts.readConfigFile(file, (path) => readFileSync(path, "utf8"));
  const earlier = DAYS.filter(({ number }) => number < day.number);
  return {
    ...ts.parseJsonConfigFileContent(config, ts.sys, COURSE_ROOT).options,
    typeRoots: [join(COURSE_ROOT, "node_modules/@types")],
    paths: {
      "@wal-labs/core": [join(COURSE_ROOT, "labs/core/src/index.ts")],
      ...Object.fromEntries(
        earlier.map((each) => [each.packageName, [join(solutionFolder(each), "index.ts")]]),
      ),
    },
  };
}

function hostOf(
  options: ts.CompilerOptions,
  planted: ReadonlyMap<string, string>,
): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  host.jsDocParsingMode = ts.JSDocParsingMode.ParseNone;
  const { fileExists, readFile, getSourceFile } = host;
  host.getSourceFile = (path, ...rest) => {
    if (!planted.has(path) && !parsed.has(path)) parsed.set(path, getSourceFile(path, ...rest));
    return planted.has(path) ? getSourceFile(path, ...rest) : parsed.get(path);
  };
  host.fileExists = (path) => planted.has(path) || fileExists(path);
  host.readFile = (path) => planted.get(path) ?? readFile(path);
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) => {
      const [bug = "", of] = basename(from).split("~");
      const own = of && text.startsWith(".") && besides(join(dirname(from), text), bug);
      const name = own && planted.has(own) ? `./${basename(own)}` : text;
      return ts.resolveModuleName(name, from, options, host);
    });
  return host;
}

function flat(text: string | ts.DiagnosticMessageChain): string {
  return ts.flattenDiagnosticMessageText(text, "\n");
}
