const CONTEXT_LINES = 2;

interface Line {
  readonly mark: " " | "-" | "+";
  readonly text: string;
  /** Counts from 1, in the text after the change. */
  readonly number: number;
}

/**
 * How to get from one text to another, as people read it: `-` lines go, `+` lines come, with two
 * lines around each change and a `@@ line N` before each group. Empty when the texts are equal.
 */
export function diffLines(before: string, after: string): string {
  const lines = align(before.split("\n"), after.split("\n"));
  const shown = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT_LINES), index + CONTEXT_LINES + 1).some(isChange),
  );
  return lines
    .flatMap((line, index) => {
      if (!shown[index]) return [];
      const heading = shown[index - 1] ? [] : [`@@ line ${line.number}`];
      return [...heading, `${line.mark} ${line.text}`.trimEnd()];
    })
    .join("\n");
}

function isChange({ mark }: Line): boolean {
  return mark !== " ";
}

/** Walks both texts along a longest common subsequence. */
function align(before: readonly string[], after: readonly string[]): Line[] {
  const common = commonLengths(before, after);
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, fresh] = [before[i], after[j]];
    const number = j + 1;
    const keepsMore = (common[i + 1]?.[j] ?? -1) >= (common[i]?.[j + 1] ?? -1);
    if (old !== undefined && old === fresh) {
      lines.push({ mark: " ", text: old, number });
      i++;
      j++;
    } else if (old !== undefined && keepsMore) {
      lines.push({ mark: "-", text: old, number });
      i++;
    } else {
      lines.push({ mark: "+", text: fresh ?? "", number });
      j++;
    }
  }
  return lines;
}

/** At `[i][j]`: how many lines `before` from `i` and `after` from `j` have in common, in order. */
function commonLengths(before: readonly string[], after: readonly string[]): number[][] {
  const lengths = Array.from({ length: before.length + 1 }, () =>
    new Array<number>(after.length + 1).fill(0),
  );
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const row = lengths[i] ?? [];
      const below = lengths[i + 1] ?? [];
      row[j] =
        before[i] === after[j] ? 1 + (below[j + 1] ?? 0) : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}
