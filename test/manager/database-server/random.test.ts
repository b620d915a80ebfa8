import fc from "fast-check";
import { expect, test } from "vitest";
import type { EndCause, Entry, EntryStatus } from "../../../src/protocol/index.js";
import { createRig } from "./rig.js";
import type { Rig } from "./rig.js";

const LEARNERS = 6;
const JOBS = ["a", "b", "c", "d"];
const CAUSES: EndCause[] = [
  "finished",
  "preempted",
  "walltime",
  "memory",
  "node",
  "cancelled",
  "code",
  "unknown",
];

type Step =
  | { do: "start"; job: number; instance: number }
  | {
      do: "report";
      job: number;
      verb: "progress" | "finish" | "fail" | "release";
      message: string;
      isRepeated: boolean;
    }
  | { do: "leave"; job: number; instance: number }
  | { do: "end"; job: number; cause: EndCause }
  | { do: "reset"; index: number }
  | { do: "restart" };

const job = fc.nat({ max: JOBS.length - 1 });
const instance = fc.nat({ max: 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ do: fc.constant("start" as const), job, instance }), weight: 5 },
  {
    arbitrary: fc.record({
      do: fc.constant("report" as const),
      job,
      verb: fc.constantFrom("progress" as const, "finish" as const, "fail" as const, "release" as const),
      message: fc.constantFrom("x", "y"),
      isRepeated: fc.boolean(),
    }),
    weight: 6,
  },
  { arbitrary: fc.record({ do: fc.constant("leave" as const), job, instance }), weight: 1 },
  {
    arbitrary: fc.record({ do: fc.constant("end" as const), job, cause: fc.constantFrom(...CAUSES) }),
    weight: 2,
  },
  {
    arbitrary: fc.record({ do: fc.constant("reset" as const), index: fc.nat({ max: LEARNERS - 1 }) }),
    weight: 1,
  },
  { arbitrary: fc.record({ do: fc.constant("restart" as const) }), weight: 1 },
);

/** What the processes of the jobs believe: each holds what it was last given until it is told otherwise. */
class Workers {
  readonly held = new Map<string, { index: number; epoch: number }>();
  /** The process that a job was last started as. */
  readonly last = new Map<number, string>();
}

async function take(rig: Rig, workers: Workers, what: Step): Promise<void> {
  if (what.do === "restart") return rig.restart();
  if (what.do === "end")
    return rig.append({ type: "jobEnded", at: 1, jobId: JOBS[what.job]!, cause: what.cause, detail: "" });
  if (what.do === "reset") {
    if (rig.database.entries.entry(what.index).status === "running") return;
    return rig.append({ type: "reset", at: 1, index: what.index });
  }
  if (what.do === "report") {
    const name = workers.last.get(what.job);
    const held = name === undefined ? undefined : workers.held.get(name);
    if (name === undefined || held === undefined) return;
    const more = { ...held, cause: "walltime", error: { message: what.message, stack: "" } };
    const reply = await rig.ask(name, what.verb, more);
    if (what.isRepeated) expect(await rig.ask(name, what.verb, more)).toEqual(reply);
    if (what.verb !== "progress" || (reply.status as string) === "stale") workers.held.delete(name);
    return;
  }
  const name = `${JOBS[what.job]!}/${what.instance}`;
  const reply = await rig.ask(name, what.do);
  workers.held.delete(name);
  if (what.do === "leave" || reply.status !== "learner") return;
  expect(await rig.ask(name, "start")).toEqual(reply);
  workers.last.set(what.job, name);
  workers.held.set(name, { index: reply.index, epoch: reply.epoch });
}

/** Checks the indexes of the database against a plain count. */
function checkState({ database }: Rig, epochs: number[]): Entry[] {
  const all = database.entries.page(0, LEARNERS, null).entries;
  for (const status of ["waiting", "running", "done", "failed"] as EntryStatus[]) {
    const some = all.filter((entry) => entry.status === status);
    expect(database.entries.page(0, LEARNERS, status)).toEqual({ total: some.length, entries: some });
    expect(database.entries.counts()[status]).toBe(some.length);
  }
  const isReady = ({ status, index }: Entry): boolean =>
    status === "waiting" && (index !== 5 || all[0]!.status === "done");
  expect(database.entries.counts().ready).toBe(all.filter(isReady).length);
  for (const { index, epoch } of all) {
    expect(epoch).toBeGreaterThanOrEqual(epochs[index]!);
    epochs[index] = epoch;
  }
  for (const entry of all)
    if (entry.status === "running") expect(database.jobs.get(entry.jobId)?.index).toBe(entry.index);
  const holders = [...database.jobs.active()].filter(({ index }) => index !== null);
  expect(holders.length).toBe(database.entries.counts().running);
  return all;
}

test("whatever happens, no learner has two writers, epochs only grow, and a restart changes nothing", async () => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
    const rig = await createRig(LEARNERS, { dependencies: { "5": [0] } });
    try {
      const workers = new Workers();
      const epochs = new Array<number>(LEARNERS).fill(0);
      for (const what of steps) {
        const before = rig.database.entries.page(0, LEARNERS, null).entries;
        await take(rig, workers, what);
        const after = checkState(rig, epochs);
        if (what.do === "restart") {
          const lasting = ({ progress: _, ...rest }: Entry): object => rest;
          expect(after.map(lasting)).toEqual(before.map(lasting));
        }
      }
      // Of all processes that believe to hold a learner, at most one may go on.
      for (let index = 0; index < LEARNERS; index++) {
        let writers = 0;
        for (const [name, held] of workers.held) {
          if (held.index === index && (await rig.ask(name, "progress", held)).status === ("ok" as string))
            writers++;
        }
        expect(writers).toBeLessThanOrEqual(1);
      }
    } finally {
      await rig.close();
    }
  });
  // fast-check prints the seed and the path of a failure.
  await fc.assert(property, { numRuns: 60 });
});
