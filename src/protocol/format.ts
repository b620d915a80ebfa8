/** Formats a count with separators of thousands: `12,345`. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}

/** Formats a number with so many significant digits, without a tail of zeros; `–` for null. */
export function formatNumber(value: number | null, digits = 3): string {
  if (value === null || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e7)) {
    return value.toExponential(digits - 1).replace(/\.?0+e/, "e");
  }
  if (magnitude >= 1000) return formatCount(value);
  return String(Number(value.toPrecision(digits)));
}

/** Formats bytes in the largest fitting unit of 1024: `1.5 MB`; `–` for null. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return "–";
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${formatNumber(value)} ${units[unit] ?? ""}`;
}

/** Formats a share from 0 to 1 as per cent; `–` for null. */
export function formatShare(share: number | null): string {
  return share === null ? "–" : `${formatNumber(share * 100)}%`;
}

/** Formats seconds as the two largest units: `2 d 3 h`, `4 min 05 s`, `1.2 s`, `50 ms`; `–` for null. */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return "–";
  if (seconds < 5e-7) return "0 s";
  if (seconds < 1) return `${formatNumber(seconds * 1000, 2)} ms`;
  if (seconds < 10) return `${formatNumber(seconds, 2)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${String(whole)} s`;
  const [size, name, rest, restName] = unitsOf(whole);
  const minor = Math.floor((whole % size) / rest);
  return `${String(Math.floor(whole / size))} ${name} ${String(minor).padStart(2, "0")} ${restName}`;
}

/** The two units for so many seconds, each with its size in seconds. */
function unitsOf(seconds: number): readonly [number, string, number, string] {
  if (seconds < 3600) return [60, "min", 1, "s"];
  if (seconds < 86400) return [3600, "h", 60, "min"];
  return [86400, "d", 3600, "h"];
}

/** Formats milliseconds since 1970 as local date and time to the second; `–` for null. */
export function formatTime(at: number | null): string {
  if (at === null) return "–";
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** Formats milliseconds since 1970 as local time of the day, with the date unless that is the day of `now`. */
export function formatClock(at: number | null, now: number): string {
  const [day, time] = formatTime(at).split(" ");
  return time !== undefined && formatTime(now).startsWith(day!) ? time : formatTime(at);
}

/** Formats a point or value for people: numbers shortened, the rest as JSON. */
export function formatValue(value: unknown): string {
  if (typeof value === "number") return formatNumber(value, 6);
  if (Array.isArray(value)) return `[${value.map(formatValue).join(", ")}]`;
  if (value === undefined || value === null) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Says a count with its noun: `1 job`, `3 jobs`. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
