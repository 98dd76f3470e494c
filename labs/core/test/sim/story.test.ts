import { describe, expect, test } from "vitest";
import { exploreCrashes, hexDump, tellStory } from "../../src/sim/index.ts";
import { crashesOfToyLog } from "./toy-log.ts";

describe("a story", () => {
  test("tells a crash from the first call to the broken promise", async () => {
    const { violation } = await exploreCrashes(
      crashesOfToyLog({ acknowledgesBeforeSync: true }, ["enqueue-mail", "enqueue-invoice"]),
    );
    const story =
      violation && tellStory(violation.story, (replay) => `npm test -- --crash ${replay}`);
    expect(story).toMatchInlineSnapshot(`
      "O1 is broken: "enqueue-mail" was acknowledged and is gone.

      The steps
        enqueue-mail

      What was promised
        "enqueue-mail"

      What the program did
           1  stat(/log)  fails with ENOENT
           2  open(/log, wx+)
           3  stat(/log)
           4  sync(/log)
           5  open(/, r)
           6  sync(/)
           7  close(/)
              begins "enqueue-mail"
           8  write(/log, 13 bytes at 0)
              promises "enqueue-mail"
        ━━━━━━━ the power fails here ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
           -  close(/log)  never happens

      What was not synced
        kept     bytes 0–13 of /log  (from 8)
        LOST     size of /log 0→13  (from 8)

      What was on the disk then
        /log, 0 bytes

      What recovery gave
        lines: none

      See it again
        npm test -- --crash steps:0/8/power:n1o1
      "
    `);
  });

  test("keeps to 100 columns, whatever the names are", async () => {
    const steps = Array.from({ length: 60 }, (_, index) => `${index}-${"x".repeat(200)}`);
    const exploration = crashesOfToyLog({ acknowledgesBeforeSync: true }, steps);
    const { violation } = await exploreCrashes({ ...exploration, shrink: false });
    const lines = violation ? tellStory(violation.story).split("\n") : [];
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

describe("a hex dump", () => {
  test("shows bytes, text and labels, and folds what repeats", () => {
    const bytes = new Uint8Array(100);
    bytes.set(new TextEncoder().encode("PWAL segment"));
    const dump = hexDump(bytes, [{ start: 0, end: 4, text: "magic" }]);
    expect(`\n${dump.join("\n")}\n`).toMatchInlineSnapshot(`
      "
      00000000  50 57 41 4c 20 73 65 67  6d 65 6e 74 00 00 00 00  |PWAL segment....|  magic
      00000010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|
      *
      00000060  00 00 00 00                                       |....            |
      "
    `);
  });
});
