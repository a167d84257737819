const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const IMF_FIXDATE = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const RFC850 = /^[A-Z][a-z]+day, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const ASCTIME = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/;

/** Milliseconds since 1970 of an HTTP date in any of its three forms (RFC 9110, 5.6.7); undefined if it is none. */
export function parseHttpDate(text: string): number | undefined {
  const fixed = IMF_FIXDATE.exec(text);
  if (fixed) return instant(fixed[3], fixed[2], fixed[1], fixed.slice(4, 7));
  const old = RFC850.exec(text);
  // Two digits of a year: those from 70 on are of the last century, as POSIX reads them.
  if (old)
    return instant(String(Number(old[3]) + (Number(old[3]) < 70 ? 2000 : 1900)), old[2], old[1], old.slice(4, 7));
  const asc = ASCTIME.exec(text);
  return asc ? instant(asc[6], asc[1], asc[2], asc.slice(3, 6)) : undefined;
}

/** An HTTP date (IMF-fixdate); parts of a second are cut off. */
export function formatHttpDate(milliseconds: number): string {
  return new Date(milliseconds).toUTCString();
}

function instant(
  year: string | undefined,
  monthName: string | undefined,
  day: string | undefined,
  time: readonly string[],
): number | undefined {
  const month = MONTHS.indexOf(monthName ?? "");
  if (month < 0) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = time.map(Number);
  const result = Date.UTC(Number(year), month, Number(day), hours, minutes, seconds);
  return Number.isNaN(result) ? undefined : result;
}
