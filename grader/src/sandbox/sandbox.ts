import type { Bundle } from "../bundle/bundle-submission.ts";
import { SandboxError } from "./errors.ts";
import { hostProgram } from "./host-program.ts";
import type { Layer, LayerName, ResourceLimits } from "./layers/layer.ts";
import { detectLayers, type Machine } from "./layers/layers.ts";
import { ProcessSupply } from "./process-supply.ts";
import { remoteModule } from "./remote.ts";
import type { Remote } from "./remote-type.ts";
import type { StudentBoot } from "./student-boot.ts";
import type { BootOptions, StudentProcess } from "./student-process.ts";

/** How much a student's code may take, and what is around it. */
export interface SandboxOptions {
  /** How long a call may take; then its process is killed. Default 5000. */
  readonly callLimitMs?: number;
  /** How long a process may take to start. Default 10000. */
  readonly startLimitMs?: number;
  /** After so many timeouts every further call fails at once. Default 3. */
  readonly maxTimeouts?: number;
  /** Keeps a second process ready, so that going on after a kill costs nothing. Default true. */
  readonly spare?: boolean;
  readonly limits?: ResourceLimits;
  /** Layers to do without, to prove what the others hold. */
  readonly disabledLayers?: readonly LayerName[];
  /** What works here, for who has surveyed it already. */
  readonly machine?: Machine;
  /** Decides the random numbers of all boots, in their order. Default 1. */
  readonly seed?: number;
  /** The script that runs in the process. Default the host; tests put hostile ones here. */
  readonly program?: string;
}

/** What a boot may ask for; the seed is by default one of the sandbox's own series. */
export type SandboxBootOptions = Omit<BootOptions, "seed"> & { readonly seed?: number };

/**
 * A place where a student's code runs and cannot reach anything but the disks it is handed.
 *
 * A sandbox outlives its processes: when one is killed or dies, its calls reject and its stand-ins
 * are dead, and the next boot gets another process. After `maxTimeouts` kills for slowness no boot is
 * tried any more.
 */
export class Sandbox {
  /** The layers that were looked for, active or not. */
  readonly layers: readonly Layer[];
  readonly #supply: ProcessSupply;
  readonly #boots = new WeakMap<object, { process: StudentProcess; boot: StudentBoot }>();
  readonly #seed: number;
  #bootCount = 0;

  private constructor(layers: readonly Layer[], supply: ProcessSupply, seed: number) {
    this.layers = layers;
    this.#supply = supply;
    this.#seed = seed;
  }

  /**
   * Starts a process and waits until it can be used.
   *
   * @throws a `SandboxError` `SANDBOX_START` when it cannot be started, or not in time.
   */
  static async start(options: SandboxOptions = {}): Promise<Sandbox> {
    const layers = await detectLayers(options.disabledLayers, options.machine);
    const program = options.program ?? (await hostProgram());
    const supply = new ProcessSupply({
      commandLine: layers.commandLine(program, options.limits),
      callLimitMs: options.callLimitMs ?? 5000,
      startLimitMs: options.startLimitMs ?? 10_000,
      maxTimeouts: options.maxTimeouts ?? 3,
      spare: options.spare ?? true,
    });
    await supply.get();
    return new Sandbox(layers.list, supply, options.seed ?? 1);
  }

  /** What the student's code printed, up to a limit for each process. */
  get output(): string {
    return this.#supply.all.map(({ output }) => output).join("");
  }

  /**
   * Evaluates a bundle anew and gives a stand-in for its exports: `const { LogFile } = await
   * sandbox.boot(bundle)`. Call its functions, `await new` its classes, await its properties.
   *
   * @throws a `StudentError` with what the top level of the bundle throws; a `SandboxError` when
   * there is no result, or no more boots.
   */
  async boot<Module>(bundle: Bundle, options: SandboxBootOptions = {}): Promise<Remote<Module>> {
    const process = await this.#supply.get();
    this.#bootCount += 1;
    const seed = this.#seed * 1_000_003 + this.#bootCount;
    const boot = await process.boot(bundle, { seed, ...options });
    const exports = remoteModule(boot);
    this.#boots.set(exports, { process, boot });
    return exports as Remote<Module>;
  }

  /**
   * Cuts the power of one boot: nothing of it is answered any more, no timer of it fires, and its
   * calls reject with `SANDBOX_RELEASED`, whatever their limit. Other boots go on.
   */
  release(module: object): void {
    const { process, boot } = this.#boots.get(module) ?? {};
    if (boot) process?.release(boot, new SandboxError("SANDBOX_RELEASED", "The boot was ended."));
  }

  /** Resolves once the student's code has nothing left to do but wait for this side. */
  async settle(): Promise<void> {
    await (await this.#supply.get()).settle();
  }

  /** Messages that came from the student's side: while it grows, something goes on there. */
  get heard(): number {
    return this.#supply.all.reduce((sum, { heard }) => sum + heard, 0);
  }

  /** The errors that nothing in the student's code handled since the last time this was asked. */
  takeFaults(): unknown[] {
    return this.#supply.all.flatMap(({ faults }) => faults.splice(0));
  }

  /** Ends all processes. Calls that wait reject. */
  async close(): Promise<void> {
    await this.#supply.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
