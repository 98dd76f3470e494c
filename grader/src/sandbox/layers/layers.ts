import { type Bubblewrap, bubblewrapArgs, findBubblewrap } from "./bubblewrap.ts";
import {
  type CommandLine,
  DEFAULT_LIMITS,
  type Layer,
  type LayerName,
  type ResourceLimits,
} from "./layer.ts";
import { probe, programPath } from "./probe.ts";

const STOPS: Readonly<Record<LayerName, string>> = {
  bubblewrap: "network, files, other processes, and whatever node itself does not deny",
  "resource-limits": "memory outside V8's heap, endless computing, open files, core dumps",
  "death-signal": "a loop that goes on when the grader is gone (bubblewrap does this too)",
  permissions: "file system, child processes, workers and native code, by node's own checks",
  "empty-environment": "reading secrets, or starting slowly, through environment variables",
  "heap-limit": "JavaScript objects without end",
};

/** What was found on this machine. */
export interface Layers {
  readonly list: readonly Layer[];
  /** The command line that runs `program` in node behind all active layers. */
  commandLine(program: string, limits?: ResourceLimits): CommandLine;
}

/** What works on this machine, as plain data: found out once, it may be handed to other threads. */
export interface Machine {
  readonly bubblewrap: Bubblewrap | string;
  readonly prlimit: string | undefined;
  readonly setpriv: string | undefined;
  readonly permissionFlag: string | undefined;
}

let surveyed: Promise<Machine> | undefined;

/** Finds out what works here. That starts a few short processes, once in each thread. */
export function surveyMachine(): Promise<Machine> {
  surveyed ??= survey();
  return surveyed;
}

/** The layers of a machine. Those in `disabled`, or in WAL_SANDBOX_DISABLE, are left out. */
export async function detectLayers(
  disabled: readonly LayerName[] = [],
  machine?: Machine,
): Promise<Layers> {
  const facts = machine ?? (await surveyMachine());
  const off = new Set<string>([...disabled, ...disabledByEnvironment()]);
  const list = describe(facts).map((layer) =>
    off.has(layer.name) ? { ...layer, inactive: "switched off" } : layer,
  );
  const active = new Set(list.filter(({ inactive }) => !inactive).map(({ name }) => name));
  return {
    list,
    commandLine: (program, limits = DEFAULT_LIMITS) => compose(facts, active, program, limits),
  };
}

function disabledByEnvironment(): string[] {
  return (process.env.WAL_SANDBOX_DISABLE ?? "").split(",");
}

async function survey(): Promise<Machine> {
  const [bubblewrap, prlimit, setpriv] = await Promise.all([
    findBubblewrap(),
    probe("prlimit", [...prlimitArgs(DEFAULT_LIMITS), process.execPath, "-e", "0"]),
    probe("setpriv", ["--pdeathsig", "KILL", process.execPath, "-e", "0"]),
  ]);
  return { bubblewrap, prlimit, setpriv, permissionFlag: findPermissionFlag() };
}

function findPermissionFlag(): string | undefined {
  const flags = ["--permission", "--experimental-permission"];
  return flags.find((flag) => process.allowedNodeEnvironmentFlags.has(flag));
}

function describe({ bubblewrap, prlimit, setpriv, permissionFlag }: Machine): Layer[] {
  const missing: Readonly<Record<LayerName, string | undefined>> = {
    bubblewrap: typeof bubblewrap === "string" ? bubblewrap : undefined,
    "resource-limits": prlimit,
    "death-signal": setpriv,
    permissions: permissionFlag ? undefined : "this node has no permission model",
    "empty-environment": undefined,
    "heap-limit": undefined,
  };
  return (Object.keys(STOPS) as LayerName[]).map((name) => {
    const inactive = missing[name];
    return { name, stops: STOPS[name], ...(inactive === undefined ? {} : { inactive }) };
  });
}

function compose(
  facts: Machine,
  active: ReadonlySet<LayerName>,
  program: string,
  limits: ResourceLimits,
): CommandLine {
  let words = [process.execPath, ...nodeArgs(facts, active, program, limits)];
  if (active.has("bubblewrap") && typeof facts.bubblewrap !== "string") {
    words = [programPath("bwrap"), ...bubblewrapArgs(facts.bubblewrap, program, words)];
  } else if (active.has("death-signal")) {
    words = [programPath("setpriv"), "--pdeathsig", "KILL", ...words];
  }
  if (active.has("resource-limits"))
    words = [programPath("prlimit"), ...prlimitArgs(limits), ...words];
  const [command = process.execPath, ...args] = words;
  return { command, args, environment: environmentOf(active) };
}

function nodeArgs(
  { permissionFlag }: Machine,
  active: ReadonlySet<LayerName>,
  program: string,
  { heapMiB }: ResourceLimits,
): string[] {
  const args = ["--no-warnings"];
  if (active.has("heap-limit")) args.push(`--max-old-space-size=${heapMiB}`);
  if (active.has("permissions") && permissionFlag) {
    args.push(permissionFlag, `--allow-fs-read=${program}`);
  }
  return [...args, program];
}

function prlimitArgs({ memoryBytes, cpuSeconds }: ResourceLimits): string[] {
  const files = ["--nofile=64", "--fsize=0", "--core=0"];
  return [`--data=${memoryBytes}`, `--cpu=${cpuSeconds}`, ...files];
}

/** On Windows nothing starts without SystemRoot. */
function environmentOf(active: ReadonlySet<LayerName>): Record<string, string> {
  const names = active.has("empty-environment") ? ["SystemRoot"] : Object.keys(process.env);
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
