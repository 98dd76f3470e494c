import { z } from "zod";

/** The published format, "Autograder Specifications": what it does not name is refused. */
const format = z.literal(["text", "html", "simple_format", "md", "ansi"]);
const visibility = z.literal(["hidden", "after_due_date", "after_published", "visible"]);

const test = z.strictObject({
  score: z.number().optional(),
  max_score: z.number().optional(),
  status: z.literal(["passed", "failed"]).optional(),
  name: z.string().optional(),
  name_format: format.optional(),
  number: z.string().optional(),
  output: z.string().optional(),
  output_format: format.optional(),
  tags: z.array(z.string()).optional(),
  visibility: visibility.optional(),
  extra_data: z.record(z.string(), z.unknown()).optional(),
});

const place = z.strictObject({
  name: z.string(),
  value: z.union([z.number(), z.string()]),
  order: z.literal(["asc", "desc"]).optional(),
});

/** A `results.json`. A score is needed at the top or on a test. */
export const gradescopeSchema = z
  .strictObject({
    score: z.number().optional(),
    execution_time: z.number().optional(),
    output: z.string().optional(),
    output_format: format.optional(),
    test_output_format: format.optional(),
    test_name_format: format.optional(),
    visibility: visibility.optional(),
    stdout_visibility: visibility.optional(),
    extra_data: z.record(z.string(), z.unknown()).optional(),
    tests: z.array(test).optional(),
    leaderboard: z.array(place).optional(),
  })
  .refine(({ score, tests = [] }) => score !== undefined || tests.some((one) => "score" in one));

/** A `results.json` as Gradescope takes it in. */
export type PublishedResults = z.infer<typeof gradescopeSchema>;
