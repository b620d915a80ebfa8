// Shows a run in the terminal: a bar while it goes on, a table of its learners at the end.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { RunManager } from "../lib/index.js";

const WIDTH = 40;

function bar({ learners, points, pointsPerSecond, jobs }) {
  const cells = (count) => Math.round((WIDTH * count) / learners.total);
  const done = cells(learners.done + learners.failed);
  const running = Math.min(cells(learners.running), WIDTH - done);
  const drawn = "█".repeat(done) + "▒".repeat(running) + "░".repeat(WIDTH - done - running);
  const rate = pointsPerSecond > 0 ? `, ${pointsPerSecond.toFixed(0)}/s` : "";
  return `  ${drawn} ${learners.done}/${learners.total} learners, ${jobs.running} jobs, ${points} points${rate}`;
}

function makePrinter() {
  const terminal = process.stdout.isTTY;
  let lastTenth = -1;
  return (snapshot) => {
    if (terminal) {
      process.stdout.write(`\r\u001b[K${bar(snapshot)}`);
      return;
    }
    // Into a file: a line for each tenth, not one for each change.
    const tenth = Math.floor((10 * snapshot.learners.done) / snapshot.learners.total);
    if (tenth === lastTenth) return;
    lastTenth = tenth;
    console.log(bar(snapshot));
  };
}

/** Waits until the run folder is there, or until `ended` resolves. */
async function appears(runFolder, ended) {
  let over = false;
  ended.then(() => (over = true));
  while (!existsSync(join(runFolder, "endpoint.json"))) {
    if (over) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

/** Follows the run that a notebook starts; resolves with its last status, or null when it started none. */
export async function followRun(runFolder, ended) {
  if (!(await appears(runFolder, ended))) return null;
  const run = await RunManager.attach(runFolder);
  const print = makePrinter();
  if (run.snapshot()) print(run.snapshot());
  const unsubscribe = run.view.onSnapshot(print);
  const last = await Promise.race([run.finished, ended.then(() => run.finished)]);
  unsubscribe();
  print(last);
  if (process.stdout.isTTY) process.stdout.write("\n");
  await run.close();
  return last.status;
}

const columns = [
  ["learner", (row) => String(row.index)],
  ["points", (row) => String(row.npoints)],
  ["loss", (row) => (row.loss === null ? "-" : row.loss.toPrecision(3))],
  [
    "time",
    (row) => (row.startedAt && row.endedAt ? `${((row.endedAt - row.startedAt) / 1000).toFixed(2)} s` : "-"),
  ],
  ["status", (row) => row.status],
  ["file", (row) => String(row.fname)],
];

/** A table of the learners of a run: points, loss, time, file. */
export async function learnersTable(runFolder) {
  const run = await RunManager.attach(runFolder);
  const rows = await run.getDatabase();
  await run.close();
  const cells = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, text]) => text(row)))];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i].length)));
  const isNumber = (i) => i < 4;
  return cells
    .map(
      (line) =>
        "  " +
        line
          .map((text, i) => (isNumber(i) ? text.padStart(widths[i]) : text.padEnd(widths[i])))
          .join("   ")
          .trimEnd(),
    )
    .join("\n");
}
