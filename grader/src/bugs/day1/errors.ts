import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes in exercise 1.4. */
export const ERROR_BUGS: readonly PlantedBug[] = [
  {
    id: "hex-not-padded",
    edits: [{ file: "errors.ts", find: '.padStart(8, "0")', replace: "" }],
    noticedBy: "1.4-mismatch-message",
    story: "The message said 1f; searching the disk for 1f found thousands.",
  },
  {
    id: "message-without-offset",
    edits: [
      {
        file: "errors.ts",
        find: "corruptionMessage(sequence, offset, cause), { cause }",
        replace: "corruptionMessage(sequence, sequence, cause), { cause }",
      },
    ],
    noticedBy: "1.4-corruption-message",
    story: "The log was corrupt somewhere in forty gigabytes.",
  },
];
