import { create } from "xmlbuilder2";

/** What an XML parser finds in a page. */
export interface Markup {
  readonly tags: readonly string[];
  readonly attributes: readonly string[];
  readonly ids: readonly string[];
  readonly links: readonly string[];
  /** The text in each picture. */
  readonly pictures: readonly string[];
}

interface ParsedElement {
  readonly nodeType: number;
  readonly tagName: string;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  readonly textContent: string | null;
}

/**
 * Parses a page.
 *
 * @throws an error when a tag is not closed, an attribute is given twice or text is not escaped
 */
export function markupOf(html: string): Markup {
  const found = {
    tags: new Set<string>(),
    attributes: new Set<string>(),
    ...{ ids: [] as string[], links: [] as string[], pictures: [] as string[] },
  };
  const root = create(asXml(html));
  root.each(
    ({ node }) => {
      const element = node as unknown as ParsedElement;
      if (element.nodeType !== 1) return;
      found.tags.add(element.tagName);
      for (const { name, value } of element.attributes) {
        found.attributes.add(name);
        if (name === "id") found.ids.push(value);
        if (name.endsWith("href")) found.links.push(value);
      }
      if (element.tagName === "svg") found.pictures.push(element.textContent ?? "");
    },
    true,
    true,
  );
  return { ...found, tags: [...found.tags], attributes: [...found.attributes] };
}

/** HTML leaves open what XML closes: `meta`, and attributes without a value. */
function asXml(html: string): string {
  return html
    .replace("<!doctype html>", "")
    .replace(/<meta ([^>]*)>/g, "<meta $1/>")
    .replaceAll("<details open>", '<details open="">');
}
