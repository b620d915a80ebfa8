// A manager that dies is followed by another, unless they die one after the other soon after their start.
import { expect, test } from "vitest";
import { ShortLives } from "../../src/run/short-lives.js";

const MINUTE = 60_000;

test("the sixth in a row that dies young is the last", () => {
  const lives = new ShortLives(1000);
  const follows = Array.from({ length: 6 }, (_, k) => {
    const mayFollow = lives.mayFollow(1000 + (k + 1) * (MINUTE - 1));
    lives.begin(1000 + (k + 1) * (MINUTE - 1));
    return mayFollow;
  });
  expect(follows).toEqual([true, true, true, true, true, false]);
  expect(lives.inARow).toBe(6);
});

test("managers that lived a minute are followed for ever", () => {
  const lives = new ShortLives(0);
  for (let k = 1; k <= 1000; k++) {
    expect(lives.mayFollow(k * MINUTE)).toBe(true);
    lives.begin(k * MINUTE);
  }
});

test("a healthy one among those that die young starts the count anew", () => {
  const lives = new ShortLives(0);
  let now = 0;
  const live = (ms: number): boolean => {
    now += ms;
    const mayFollow = lives.mayFollow(now);
    // The time until the next one listens is not part of its life.
    now += 2 * MINUTE;
    lives.begin(now);
    return mayFollow;
  };
  for (let k = 0; k < 5; k++) expect(live(10)).toBe(true);
  expect(live(MINUTE)).toBe(true);
  for (let k = 0; k < 5; k++) expect(live(10)).toBe(true);
  expect(live(10)).toBe(false);
});
