import { describe, expect } from "vitest";
import { check } from "./check.ts";

/** Whoever says everything says nothing. */
const MAX_MESSAGE = 200;

describe("Exercise 1.4: errors that carry the facts", () => {
  check(
    "1.4-mismatch-message",
    {
      points: 2,
      rationale: "At three in the morning the message is all there is: it must hold the facts.",
      hints: [
        "The sequence in decimal; both checksums in hex.",
        'A checksum is 8 hex digits, leading zeros included: `padStart(8, "0")`.',
      ],
    },
    async ({ student, random }) => {
      const sequence = 100 + random.below(1e6);
      const cases = [
        [0xcbf43926, 0x1f, "cbf43926", "0000001f"],
        [0, 0xffffffff, "00000000", "ffffffff"],
      ] as const;
      for (const [expected, actual, ...digits] of cases) {
        const error = await new student.ChecksumMismatchError(sequence, expected, actual);
        expect(error.message.length).toBeLessThan(MAX_MESSAGE);
        expect(error).toMatchObject({ code: "WAL_CHECKSUM_MISMATCH" });
        for (const fact of [`${sequence}`, ...digits]) expect(words(error)).toContain(fact);
      }
    },
  );

  check(
    "1.4-corruption-message",
    {
      points: 2,
      rationale: "Where is the damage, and what is wrong there? Without both, nobody can look.",
      hints: ["The sequence, the byte offset, and the cause's own message, in one sentence."],
    },
    async ({ student, random }) => {
      const sequence = 100 + random.below(1e6);
      const offset = 64 + 8 * random.below(1e6);
      const cause = new Error(`cause-${random.below(1e9)}`);
      const error = await new student.CorruptionError(sequence, offset, cause);
      expect(error.message.length).toBeLessThan(MAX_MESSAGE);
      expect(error).toMatchObject({ code: "WAL_CORRUPTED" });
      for (const fact of [`${sequence}`, `${offset}`]) expect(words(error)).toContain(fact);
      expect(error.message).toContain(cause.message);
    },
  );
});

/** A fact counts as a word of its own: 31 is not in 4031. */
function words({ message }: Error): string[] {
  return message.split(/[^0-9A-Za-z]+/);
}
