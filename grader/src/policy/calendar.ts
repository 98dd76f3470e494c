/** The date on a calendar in that time zone: `2026-11-30`. */
export function dateIn(timeZone: string, at: Date): string {
  return dateAndTime(timeZone, at).slice(0, "2026-11-30".length);
}

/** The date after it: `2026-11-30` gives `2026-12-01`. */
export function nextDate(date: string): string {
  const next = new Date(`${date}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, date.length);
}

/** `2026-11-30 23:59 (Europe/Berlin)`. */
export function momentText(timeZone: string, at: Date): string {
  return `${dateAndTime(timeZone, at)} (${timeZone})`;
}

/** Whether the name is one of a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Sweden writes dates the way ISO does. */
function dateAndTime(timeZone: string, at: Date): string {
  return new Intl.DateTimeFormat("sv-SE", {
    ...{ timeZone, year: "numeric", month: "2-digit", day: "2-digit" },
    ...{ hour: "2-digit", minute: "2-digit" },
  }).format(at);
}
