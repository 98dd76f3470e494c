/** Folders that are nobody's work. Nothing inside is looked at. */
const SKIPPED_FOLDERS = new Set(["node_modules", ".git", "__MACOSX", ".turbo", "coverage"]);

const MAX_PATH_LENGTH = 200;

/**
 * Why a path from a submission is not to be trusted, or `undefined` when it is plain: relative,
 * with `/`, going down only, and the same on every operating system.
 */
export function pathFlaw(path: string): string | undefined {
  const segments = path.split("/");
  if (path === "" || path.length > MAX_PATH_LENGTH) return "Its path is empty or too long.";
  if (path.startsWith("/")) return "Its path is absolute.";
  if (/[\p{Cc}\ufffd]/u.test(path)) return "Its path has a character that is no text.";
  if (path.includes("\\")) return "Its path has a backslash.";
  if (path.includes(":")) return "Its path names a drive or a stream.";
  if (segments.includes("..")) return "Its path leads out of the submission.";
  if (segments.some((segment) => segment === "" || segment === "."))
    return "Its path is not plain.";
  if (segments.some((segment) => /[. ]$/.test(segment))) return "A name in its path ends oddly.";
  return undefined;
}

/** True for what lies in a folder that is not looked at, such as `node_modules`. */
export function isSkipped(path: string): boolean {
  return path.split("/").some((segment) => SKIPPED_FOLDERS.has(segment));
}

/** Equal for two paths that are the same file on a system that ignores case or accents' spelling. */
export function caselessPath(path: string): string {
  return path.normalize("NFC").toLowerCase();
}
