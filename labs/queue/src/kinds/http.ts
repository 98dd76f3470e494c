import { z } from "zod";
import { kind } from "./kind.ts";

const LOOPBACK = ["127.0.0.1", "[::1]", "localhost"];

/** Asks a server of this machine, with GET. Whatever it answers but 2xx is a failure. */
export const http = kind(
  "http",
  { url: z.string().max(2_000).refine(isOnLoopback, "It takes an http URL on this machine") },
  async ({ url }, { signal }) => {
    // A server here could send us on to one elsewhere.
    const response = await fetch(url, { signal, redirect: "manual" });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
    return `${response.status}`;
  },
);

function isOnLoopback(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  return protocol === "http:" && LOOPBACK.includes(hostname) && username + password === "";
}
