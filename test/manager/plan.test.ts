import { describe, expect, it } from "vitest";
import { planSubmissions, planWithdrawals } from "../../src/manager/plan.js";

const limits = { liveJobs: 0, maxSimultaneousJobs: 100, slots: null };

describe("planSubmissions", () => {
  it("submits one job for each learner that has none", () => {
    const plan = planSubmissions([{ resourceClass: 0, ready: 20, idleJobs: 5 }], limits);
    expect(plan).toEqual([{ resourceClass: 0, count: 15 }]);
  });

  it("submits nothing when jobs enough are on their way", () => {
    expect(planSubmissions([{ resourceClass: 0, ready: 3, idleJobs: 3 }], limits)).toEqual([]);
  });

  it("holds maxSimultaneousJobs and the scheduler's slots", () => {
    const load = [{ resourceClass: 0, ready: 50, idleJobs: 0 }];
    expect(planSubmissions(load, { liveJobs: 3, maxSimultaneousJobs: 10, slots: null })[0]?.count).toBe(7);
    expect(planSubmissions(load, { liveJobs: 3, maxSimultaneousJobs: 10, slots: 4 })[0]?.count).toBe(1);
    expect(planSubmissions(load, { liveJobs: 12, maxSimultaneousJobs: 10, slots: null })).toEqual([]);
  });

  it("shares a scarce room between classes and wastes none of it", () => {
    const load = [
      { resourceClass: 0, ready: 100, idleJobs: 0 },
      { resourceClass: 1, ready: 2, idleJobs: 0 },
      { resourceClass: 2, ready: 100, idleJobs: 0 },
    ];
    const plan = planSubmissions(load, { liveJobs: 0, maxSimultaneousJobs: 30, slots: null });
    expect(plan.reduce((sum, { count }) => sum + count, 0)).toBe(30);
    expect(plan.find((s) => s.resourceClass === 1)?.count).toBe(2);
  });
});

describe("planWithdrawals", () => {
  it("takes back the youngest jobs that wait for nothing", () => {
    expect(planWithdrawals(["1", "2", "3"], { unfinished: 2, idleJobs: 4 })).toEqual(["2", "3"]);
    expect(planWithdrawals(["1"], { unfinished: 0, idleJobs: 3 })).toEqual(["1"]);
    expect(planWithdrawals(["1"], { unfinished: 5, idleJobs: 3 })).toEqual([]);
  });
});
