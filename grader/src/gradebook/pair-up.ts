import type { SubmissionReport } from "../report/report.ts";

/** The submissions of one student on either side; one of them may be missing. */
export type Pair = readonly [SubmissionReport | undefined, SubmissionReport | undefined];

/**
 * Joins two sequences by name, holding one submission of each. Both are in order of name, no name
 * twice, compared as JavaScript compares strings.
 */
export async function* pairUp(
  before: AsyncIterable<SubmissionReport>,
  after: AsyncIterable<SubmissionReport>,
): AsyncIterable<Pair> {
  const left = inOrder(before);
  const right = inOrder(after);
  try {
    let a = (await left.next()).value;
    let b = (await right.next()).value;
    while (a || b) {
      const takesA = a !== undefined && (b === undefined || a.name <= b.name);
      const takesB = b !== undefined && (a === undefined || b.name <= a.name);
      yield [takesA ? a : undefined, takesB ? b : undefined];
      if (takesA) a = (await left.next()).value;
      if (takesB) b = (await right.next()).value;
    }
  } finally {
    await left.return(undefined);
    await right.return(undefined);
  }
}

async function* inOrder(
  submissions: AsyncIterable<SubmissionReport>,
): AsyncGenerator<SubmissionReport, undefined> {
  let last: string | undefined;
  for await (const submission of submissions) {
    const { name } = submission;
    if (last !== undefined && name <= last) {
      throw new Error(`Submissions are not in order: ${JSON.stringify([last, name])}.`);
    }
    last = name;
    yield submission;
  }
}
