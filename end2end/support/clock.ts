// The time of the town under test. Every server starts at the same moment of an ordinary Tuesday, so that no journey depends on
// the hour, the weekday or the holiday on which it is run.

const START = Date.parse("2026-11-24T10:00:00+08:00");

/** Seconds between the town's clock and this computer's; the same for every server of this process. */
export const AHEAD = Math.round((START - Date.now()) / 1000);

/** That moment in Shanghai, `days` from the town's now, as a date whose UTC fields are the local ones. */
function local(days = 0): Date {
  return new Date(Date.now() + AHEAD * 1000 + (8 + days * 24) * 3_600_000);
}

/** A date in Shanghai, `days` from the town's today. */
export function dayFromNow(days: number): string {
  return local(days).toISOString().slice(0, 10);
}

/** Thursday: nobody can be too late for it. */
export function soon(): string {
  return dayFromNow(2);
}

/** Minutes of the day in Shanghai. */
export function minuteOfDay(): number {
  const now = local();
  return now.getUTCHours() * 60 + now.getUTCMinutes();
}
