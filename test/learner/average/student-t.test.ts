import { describe, expect, it } from "vitest";
import { studentQuantile } from "../../../src/learner/average/student-t.js";

const DEGREES = [1, 2, 3, 4, 7, 20, 99, 1000, 100_000];

/** Tails with the quantiles at DEGREES, computed with 40 digits (mpmath). */
const QUANTILES: readonly [tail: number, quantiles: readonly number[]][] = [
  [
    0.25,
    [
      1.0, 0.816496580927726, 0.7648923284043453, 0.7406970841126826, 0.7111417780817864, 0.6869544964488035,
      0.6769759855461527, 0.6747351646070094, 0.6744922035532922,
    ],
  ],
  [
    0.1,
    [
      3.077683537175253, 1.8856180831641267, 1.63774435369621, 1.5332062740589438, 1.4149239276505083,
      1.3253407069850462, 1.2901614420344851, 1.2823987214609245, 1.281560031449361,
    ],
  ],
  [
    0.025,
    [
      12.706204736174705, 4.302652729749464, 3.1824463052837095, 2.7764451051977943, 2.3646242515927853,
      2.085963447265865, 1.9842169515864174, 1.9623390808264085, 1.9599877075346097,
    ],
  ],
  [
    0.005,
    [
      63.65674116287158, 9.924843200918293, 5.840909309733357, 4.604094871349993, 3.499483297350494,
      2.8453397097861086, 2.6264054572808275, 2.580754698065951, 2.575878469908375,
    ],
  ],
  [
    0.0001,
    [
      3183.098757118151, 70.70007107496427, 22.20374227320418, 13.033671720896455, 7.063432828157514,
      4.538520853793662, 3.8630891071272786, 3.732851604575368, 3.7191543826413445,
    ],
  ],
  [
    1e-8,
    [
      31830988.618379056, 7071.067705799457, 479.5250695797383, 131.59473694062356, 27.80228318811989,
      8.942883259935037, 6.10688061390303, 5.657912337679106, 5.612457174881714,
    ],
  ],
  [
    1e-12,
    [
      318309886183.79065, 707106.7811854868, 10331.108244292485, 1316.0727465592565, 104.0218292626472,
      15.151149592103092, 8.036982609972041, 7.1242289253144095, 7.035371742393576,
    ],
  ],
];

describe("studentQuantile", () => {
  it.each(QUANTILES)("agrees with exact quantiles for a tail of %d", (tail, quantiles) => {
    quantiles.forEach((exact, i) => {
      expect(Math.abs(studentQuantile(tail, DEGREES[i]!) / exact - 1)).toBeLessThan(1e-13);
    });
  });

  it("does not depend on the guess", () => {
    for (const guess of [0.01, 2, 3, 50]) {
      expect(Math.abs(studentQuantile(0.005, 20, guess) / 2.8453397097861086 - 1)).toBeLessThan(1e-13);
    }
  });

  it("is symmetric and has its ends at infinity", () => {
    expect(studentQuantile(0.9, 5)).toBeCloseTo(-studentQuantile(0.1, 5), 13);
    expect(studentQuantile(0.5, 5)).toBe(0);
    expect(studentQuantile(0, 5)).toBe(Infinity);
    expect(studentQuantile(1, 5)).toBe(-Infinity);
    expect(studentQuantile(2, 5)).toBeNaN();
  });
});
