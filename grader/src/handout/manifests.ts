/** The parts of the course's `package.json` that a hand-out keeps. */
export interface CourseManifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** The parts of the course's `.biome.json` that a hand-out changes. */
export interface BiomeConfiguration {
  readonly files?: unknown;
  readonly overrides?: readonly { readonly includes: readonly string[] }[];
  readonly [section: string]: unknown;
}

/** What students have no use for: it runs the course's own checks. */
const COURSE_ONLY = new Set(["turbo"]);

/** The `package.json` at the top of a hand-out. */
export function studentManifest(course: CourseManifest): object {
  const { name, version, license, engines, devDependencies } = course;
  return {
    name,
    version,
    private: true,
    description:
      "Build a write-ahead log that truly survives crashes, in five days, in TypeScript.",
    license,
    type: "module",
    engines,
    workspaces: ["labs/*"],
    scripts: {
      test: "npm test --workspaces --if-present",
      check: "biome check && npm run typecheck --workspaces --if-present",
      format: "biome check --write",
      replay: "tsx labs/core/replay.ts",
    },
    devDependencies: Object.fromEntries(
      Object.entries(devDependencies).filter(([dependency]) => !COURSE_ONLY.has(dependency)),
    ),
  };
}

/** The `.biome.json` of a hand-out: the course's, for the files that a student changes. */
export function studentBiome(course: BiomeConfiguration): object {
  const ofLabs = (pattern: string): boolean => pattern.startsWith("labs/");
  const overrides = course.overrides?.filter(({ includes }) => includes.every(ofLabs));
  return { ...course, files: { includes: ["labs/**/*.ts"] }, overrides };
}
