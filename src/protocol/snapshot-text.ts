import { describeFigures, learnerBar } from "./figures.js";
import { countOf, formatTime, formatValue } from "./format.js";
import type { Problem, Snapshot } from "./snapshot.js";

const BAR_WIDTH = 40;
const BAR_MARKS = { done: "█", running: "▒", failed: "✗", waiting: "·" } as const;

/** Writes the state of a run as plain text, for a terminal and for a notebook that shows no HTML. */
export function snapshotText(snapshot: Snapshot): string {
  const figures = describeFigures(snapshot);
  const width = Math.max(...figures.map((figure) => figure.label.length));
  return [
    `${snapshot.jobName}: ${snapshot.status} (${snapshot.scheduler}), ${formatTime(snapshot.at)}`,
    progressText(snapshot),
    ...figures.map((figure) => `  ${figure.label.padEnd(width)}  ${figure.text}`),
    ...snapshot.problems.flatMap((problem) => {
      const places = placesText(problem);
      return [
        `${countOf(problem.count, "learner")}: ${problem.message}`,
        `  ${problem.advice}`,
        ...(places === "" ? [] : [`  such as learner ${places}`]),
      ];
    }),
  ].join("\n");
}

/** Names some learners with a problem, each with the point where it happened: `0 at 0.5, 3 at -1`. */
export function placesText({ examples }: Pick<Problem, "examples">): string {
  const place = ({ index, error }: Problem["examples"][number]): string =>
    error?.point === undefined ? String(index) : `${String(index)} at ${formatValue(error.point)}`;
  return examples.map(place).join(", ");
}

/** Writes one line with the bar of learners: `[████▒▒····] 4 done, 2 running, 0 failed, 4 waiting`. */
export function progressText(snapshot: Snapshot): string {
  const parts = learnerBar(snapshot);
  const cells = shareOut(
    parts.map((part) => part.count),
    BAR_WIDTH,
  );
  const bar = parts.map((part, i) => BAR_MARKS[part.status].repeat(cells[i] ?? 0)).join("");
  const words = parts.map((part) => `${String(part.count)} ${part.status}`).join(", ");
  return `[${bar.padEnd(BAR_WIDTH, BAR_MARKS.waiting)}] ${words}`;
}

/** Shares `width` cells out in proportion to `counts`, so that they always add up. */
function shareOut(counts: readonly number[], width: number): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let before = 0;
  let edge = 0;
  return counts.map((count) => {
    before += count;
    const next = total === 0 ? 0 : Math.round((before / total) * width);
    const cells = next - edge;
    edge = next;
    return cells;
  });
}
