import type { Finding } from "./finding.ts";

/** Runs the attacks. */
export async function proveAttacks(
  without: readonly string[],
  onFinding: (finding: Finding) => void,
): Promise<Finding[]> {
  return [];
}

export async function selfTest(without: readonly string[]): Promise<number> {
  return 0;
}
