const LENGTH_LIMIT = 60;
/** The index, and what Windows takes for a device. */
const RESERVED = /^(index|con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * A file name (without extension) for each of some names, in their order: lower-case letters,
 * digits and single dashes only, no two the same, none `index`.
 */
export function slugsOf(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const slug = free(slugOf(name), taken);
    taken.add(slug);
    return slug;
  });
}

function slugOf(name: string): string {
  const plain = name.slice(0, LENGTH_LIMIT).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const slug = plain
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, LENGTH_LIMIT)
    .replace(/^-+|-+$/g, "");
  return slug === "" || RESERVED.test(slug) ? `submission-${slug}`.replace(/-$/, "") : slug;
}

function free(slug: string, taken: ReadonlySet<string>): string {
  if (!taken.has(slug)) return slug;
  for (let count = 2; ; count++) {
    if (!taken.has(`${slug}-${count}`)) return `${slug}-${count}`;
  }
}
