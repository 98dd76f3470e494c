const ENTITIES: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
};

/** What a file says to whoever reads it with the program that it is for. */
export function readableTexts(file: string, content: string): string[] {
  if (file.endsWith(".json")) return textsInJson(JSON.parse(content));
  if (/\.(?:html|xml)$/.test(file)) return textsInMarkup(content);
  return [content];
}

function textsInJson(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => [key, ...textsInJson(part)]);
}

/** What stands between tags, and in attributes. */
function textsInMarkup(content: string): string[] {
  const attributes = [...content.matchAll(/="([^"]*)"/g)].map(([, value = ""]) => value);
  return [...content.split(/<[^>]*>/), ...attributes].map(unescaped);
}

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (all, decimal, hex, name) => {
    if (name) return ENTITIES[name] ?? all;
    return String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16));
  });
}
