import { expect, it } from "vitest";
import { StatusBoard, type BoardSource } from "../../src/manager/status-board.js";
import { createRig, progressOf } from "./database-server/rig.js";

it("makes a costly snapshot seldom, and one of the end at once", async () => {
  const rig = await createRig(3);
  let now = 10_000;
  let cpu = 0;
  const board = new StatusBoard({
    run: { runId: "run-1", jobName: "run", createdAt: 1 },
    runFolder: "/runs/run",
    scheduler: { kind: "slurm", commands: {} },
    database: rig.database,
    others: [],
    now: () => now,
    // 4 ms for each snapshot.
    cpuMs: () => (cpu += 4),
  } as unknown as BoardSource);
  const points = (): number => board.snapshot().points;
  await rig.ask("a", "start");
  const report = (npoints: number) =>
    rig.ask("a", "progress", { index: 0, epoch: 1, progress: progressOf(npoints) });
  await report(5);
  expect(points()).toBe(5);
  await report(6);
  now += 999;
  expect(points()).toBe(5);
  now += 1;
  expect(points()).toBe(6);
  await report(7);
  board.setEnded("finished");
  expect(board.snapshot()).toMatchObject({
    points: 7,
    status: "finished",
    lastWordAgeSeconds: expect.any(Number),
  });
  await rig.close();
});
