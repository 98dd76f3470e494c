import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PLACES = [
  process.env.CHROME_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** The browser on this machine, if there is one. CHROME_PATH comes first. */
export const BROWSER_PATH = PLACES.find((path) => path && existsSync(path));

/** Starts the browser without a window and without calls home. */
export function launch(executablePath: string): Promise<Browser> {
  const quiet = ["--disable-background-networking", "--no-first-run"];
  const args = ["--no-sandbox", "--disable-gpu", ...quiet];
  return chromium.launch({ executablePath, args });
}
