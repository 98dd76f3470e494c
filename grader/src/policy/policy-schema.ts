import { z } from "zod";
import { isTimeZone } from "./calendar.ts";
import { DEFAULT_POLICY, type Policy, type Shown } from "./policy.ts";

const date = z.iso.datetime({
  offset: true,
  error: "expected a date with time and zone, such as 2026-11-30T23:59:00+01:00",
});
const dateOrNever = date.nullable();
const flag = z.boolean({ error: "expected true or false" });
const timeZone = z
  .string({ error: "expected the name of a time zone" })
  .refine(isTimeZone, "expected the name of a time zone, such as Europe/Berlin");
const count = z.int({ error: "expected a whole number" }).min(0, "expected 0 or more");
const rungsExpected = 'expected a number of rungs, "all" or "by-attempt"';
const rungs = z.union([z.int().min(0, rungsExpected), z.literal(["all", "by-attempt"])], {
  error: rungsExpected,
});
const anObject = { error: "expected an object" };

const { due, extensions, shown } = DEFAULT_POLICY;

/** What a policy file may say. Gives a whole {@link Policy}, with defaults for what it leaves out. */
export const policySchema: z.ZodType<Policy> = z
  .strictObject(
    {
      practice: flag.default(DEFAULT_POLICY.practice),
      timeZone: timeZone.default(DEFAULT_POLICY.timeZone),
      due: z
        .strictObject(
          {
            "1": dateOrNever.default(due[1]),
            "2": dateOrNever.default(due[2]),
            "3": dateOrNever.default(due[3]),
            "4": dateOrNever.default(due[4]),
            "5": dateOrNever.default(due[5]),
          },
          anObject,
        )
        .prefault({}),
      extensions: z.record(z.string(), extension(), anObject).default(extensions),
      detailsPerDay: count.nullable().default(DEFAULT_POLICY.detailsPerDay),
      shown: z
        .strictObject(
          {
            practice: shownLike(shown.practice),
            "before-due": shownLike(shown["before-due"]),
            "after-due": shownLike(shown["after-due"]),
          },
          anObject,
        )
        .prefault({}),
    },
    anObject,
  )
  .superRefine((policy, context) => {
    for (const { path, message } of lateExtensions(policy)) {
      context.addIssue({ code: "custom", path, message });
    }
  });

function extension() {
  return z
    .strictObject({ "1": date, "2": date, "3": date, "4": date, "5": date }, anObject)
    .partial();
}

function shownLike(standard: Shown) {
  return z
    .strictObject(
      {
        findings: flag.default(standard.findings),
        output: flag.default(standard.output),
        durations: flag.default(standard.durations),
        hints: rungs.default(standard.hints),
      },
      anObject,
    )
    .prefault({});
}

/** An extension that gives no time is a slip of the pen. */
function lateExtensions({ due, extensions }: Policy) {
  const given = Object.entries(extensions).flatMap(([student, days]) =>
    Object.entries(days).map(([day, until = ""]) => ({ student, day, until })),
  );
  return given.flatMap(({ student, day, until }) => {
    const regular = due[day as keyof Policy["due"]];
    const path = ["extensions", student, day];
    if (regular === null) return [{ path, message: `day ${day} is never due, so nobody is late` }];
    // What is no date has been reported as such, and compares as false.
    if (!(new Date(until) <= new Date(regular))) return [];
    return [{ path, message: `expected a date after that of the class, ${regular}` }];
  });
}
