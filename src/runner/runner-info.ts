import type { RunnerView } from "./ports.js";

/** Says in lines of text how a runner stands. */
export function runnerInfo(runner: RunnerView): string {
  return runnerFacts(runner)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}

/** Lists how a runner stands: names with their values. */
export function runnerFacts(runner: RunnerView): readonly (readonly [name: string, value: string])[] {
  const { learner } = runner;
  const nsamples = (learner as { nsamples?: unknown }).nsamples;
  const loss = learner.npoints > 0 ? learner.loss() : NaN;
  const lines: [string, string][] = [
    ["status", runner.status()],
    ["elapsed time", clock(runner.elapsedTime())],
    ["overhead", `${runner.overhead().toFixed(2)}%`],
    ["points", String(learner.npoints)],
  ];
  if (typeof nsamples === "number") lines.push(["samples", String(nsamples)]);
  if (Number.isFinite(loss)) lines.push(["latest loss", loss.toPrecision(4)]);
  if (runner.errors.length > 0) lines.push(["failed points", String(runner.errors.length)]);
  return lines;
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}
