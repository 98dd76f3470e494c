import { html, raw } from "hono/html";
import { STYLE } from "./style.ts";

/** Markup in which everything interpolated has been escaped. */
export type Html = ReturnType<typeof html>;

/** What every page carries in its head, so that a folder of pages is known for one. */
export const GENERATOR = '<meta name="generator" content="wal-labs grader">';

/**
 * A whole document that loads nothing, runs nothing and sends nothing.
 *
 * @param title - plain text
 * @param style - CSS for this kind of page
 */
export function page(title: string, body: Html, style = ""): string {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
${raw(GENERATOR)}
<title>${title} · wal-labs</title>
<style>${raw(STYLE + style)}</style>
</head>
<body>
${body}
</body>
</html>
`;
  return document.toString();
}
