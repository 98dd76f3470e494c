import { html, raw } from "hono/html";
import { STYLE } from "./style.ts";

/** Markup in which everything interpolated has been escaped. */
export type Html = ReturnType<typeof html>;

/**
 * A whole document that loads nothing, runs nothing and sends nothing.
 *
 * @param title - plain text
 */
export function page(title: string, body: Html): string {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title} · wal-labs</title>
<style>${raw(STYLE)}</style>
</head>
<body>
${body}
</body>
</html>
`;
  return document.toString();
}
