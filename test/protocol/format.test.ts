import { expect, test } from "vitest";
import {
  countOf,
  formatBytes,
  formatClock,
  formatCount,
  formatNumber,
  formatSeconds,
  formatShare,
  formatTime,
  formatValue,
} from "../../src/protocol/format.js";

test.each([
  [0, "0"],
  [0.00123, "0.00123"],
  [42.123, "42.1"],
  [12345, "12,345"],
  [1.5e-9, "1.5e-9"],
  [3e12, "3e+12"],
  [-0.5, "-0.5"],
  [Infinity, "∞"],
  [-Infinity, "-∞"],
  [NaN, "–"],
  [null, "–"],
])("number %s", (value, text) => expect(formatNumber(value)).toBe(text));

test.each([
  [0, "0 B"],
  [1023, "1,023 B"],
  [1024, "1 kB"],
  [1024 * 1024 - 1, "1 MB"],
  [1.5 * 1024 ** 3, "1.5 GB"],
  [null, "–"],
])("bytes %s", (value, text) => expect(formatBytes(value)).toBe(text));

test.each([
  [-1, "0 s"],
  [-0.001, "0 s"],
  [0.05, "50 ms"],
  [0.00123, "1.2 ms"],
  [1.23, "1.2 s"],
  [9.99, "10 s"],
  [59.4, "59 s"],
  [60, "1 min 00 s"],
  [245, "4 min 05 s"],
  [3600, "1 h 00 min"],
  [86399, "23 h 59 min"],
  [2 * 86400 + 3 * 3600, "2 d 03 h"],
  [null, "–"],
])("seconds %s", (value, text) => expect(formatSeconds(value)).toBe(text));

test("the rest", () => {
  expect(formatCount(1e6)).toBe("1,000,000");
  expect(formatShare(0.9345)).toBe("93.5%");
  expect(formatTime(new Date(2026, 0, 5, 7, 8, 9).getTime())).toBe("2026-01-05 07:08:09");
  expect(formatTime(null)).toBe("–");
  const [morning, evening] = [new Date(2026, 0, 5, 7, 8, 9).getTime(), new Date(2026, 0, 5, 22).getTime()];
  expect(formatClock(morning, evening)).toBe("07:08:09");
  expect(formatClock(morning, evening + 86_400_000)).toBe("2026-01-05 07:08:09");
  expect(formatClock(null, evening)).toBe("–");
  expect(formatValue([0.1, [2, "a"]])).toBe("[0.1, [2, a]]");
  expect(formatValue({ a: 1 })).toBe('{"a":1}');
  expect(countOf(1, "job")).toBe("1 job");
  expect(countOf(2000, "job")).toBe("2,000 jobs");
});
