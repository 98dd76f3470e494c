/** What happens to a job while it is run. */
export type JobEvent =
  | { readonly event: "started"; readonly id: string; readonly attempt: number }
  | {
      readonly event: "done";
      readonly id: string;
      readonly attempt: number;
      /** What the job said. */
      readonly output: string;
    }
  | {
      /** `failed`: it will be tried again. `dead`: it will not. */
      readonly event: "failed" | "dead";
      readonly id: string;
      readonly attempt: number;
      readonly reason: string;
    };
