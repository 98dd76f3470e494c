import { access, readdir, readFile, rm } from "node:fs/promises";
import { type AddressInfo, createServer, type Server } from "node:net";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { COURSE_ROOT, filesIn } from "../course/course.ts";

/** What attacks call the files they leave and the processes they start. */
const MARK = "wal-labs-attack";
/** A grader that has grown by more was made to keep what an attack gave it. */
const MAX_GROWTH = 1024 * 1024 * 1024;

/** Notices what an attack did to others. Processes are looked for on Linux only. */
export class HarmWatch {
  readonly #server: Server;
  #connections = 0;
  #signals = 0;
  #memory = process.memoryUsage.rss();
  #handedIn = new Map<string, string>();
  readonly #onSignal = () => {
    this.#signals += 1;
  };

  private constructor(server: Server) {
    this.#server = server;
    server.on("connection", (socket) => {
      this.#connections += 1;
      socket.destroy();
    });
    if (process.platform !== "win32") process.on("SIGCONT", this.#onSignal);
  }

  static async start(): Promise<HarmWatch> {
    const server = createServer().unref();
    const watch = new HarmWatch(server);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(0, "127.0.0.1", resolve);
    });
    return watch;
  }

  /** Where attacks that call somebody are heard. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Begins with an attack that lies in `folder`. */
  async begin(folder: string): Promise<void> {
    this.#connections = 0;
    this.#signals = 0;
    this.#memory = process.memoryUsage.rss();
    this.#handedIn = await contentsOf(folder);
  }

  /** What the attack in `folder` did to others, in sentences, and cleans up after it. */
  async end(folder: string): Promise<string[]> {
    const harm: string[] = [];
    for (const path of await filesLeft(folder)) harm.push(`It left ${path}.`);
    for (const pid of await processesLeft()) harm.push(`It left process ${pid}.`);
    if (this.#connections > 0) harm.push("It reached the network.");
    if (this.#signals > 0) harm.push("It sent the grader a signal.");
    const grown = process.memoryUsage.rss() - this.#memory;
    if (grown > MAX_GROWTH) harm.push(`The grader grew by ${Math.round(grown / 2 ** 20)} MiB.`);
    if (!sameContents(this.#handedIn, await contentsOf(folder))) {
      harm.push("It changed what was handed in.");
    }
    return harm;
  }

  close(): void {
    this.#server.close();
    process.off("SIGCONT", this.#onSignal);
  }
}

async function filesLeft(folder: string): Promise<string[]> {
  const places = [
    tmpdir(),
    "/tmp",
    homedir(),
    process.cwd(),
    COURSE_ROOT,
    join(COURSE_ROOT, "grader"),
  ];
  const folders = new Set([...places, folder, dirname(folder)]);
  const found: string[] = [];
  for (const path of [...folders].flatMap((place) => [
    join(place, MARK),
    join(place, `${MARK}.ts`),
  ])) {
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (!exists) continue;
    found.push(path);
    await rm(path);
  }
  return found;
}

/** Processes with the mark on their command line, and students' that outlived their sandbox. */
async function processesLeft(): Promise<number[]> {
  if (process.platform !== "linux") return [];
  const pids = (await readdir("/proc")).map(Number).filter((pid) => pid > 0 && pid !== process.pid);
  const left: number[] = [];
  for (const pid of pids) {
    const words = (await textOf(`/proc/${pid}/cmdline`)).split("\0");
    const [, parent] = (await textOf(`/proc/${pid}/stat`)).replace(/^.*\) /, "").split(" ");
    const isStudent =
      Number(parent) === process.pid && words.some((word) => /\bhost-\w+\.cjs$/.test(word));
    if (!words.includes(MARK) && !isStudent) continue;
    left.push(pid);
    process.kill(pid, "SIGKILL");
  }
  return left;
}

function textOf(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}

async function contentsOf(folder: string): Promise<Map<string, string>> {
  const paths = await filesIn(folder);
  const texts = await Promise.all(paths.map((path) => readFile(join(folder, path), "latin1")));
  return new Map(paths.map((path, index) => [path, texts[index] ?? ""]));
}

function sameContents(one: Map<string, string>, other: Map<string, string>): boolean {
  return one.size === other.size && [...one].every(([path, text]) => other.get(path) === text);
}
