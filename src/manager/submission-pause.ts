/** How submissions went lately: failures in a row, and when the next one may be tried. */
export interface SubmissionPause {
  readonly failures: number;
  /** Milliseconds since 1970. */
  readonly until: number;
  /** Why the last one failed. */
  readonly reason: string;
}

const FIRST_SECONDS = 20;
const LONGEST_SECONDS = 640;

/** Seconds to wait after so many failures in a row: 20, 40, 80, ... and never more than 640. */
export function pauseSeconds(failures: number): number {
  return Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (failures - 1));
}

/** The pause after one more failure. A batch system that is asked again at once refuses again, and is slower for all. */
export function pauseAfter(before: SubmissionPause | null, at: number, reason: string): SubmissionPause {
  const failures = (before?.failures ?? 0) + 1;
  return { failures, until: at + 1000 * pauseSeconds(failures), reason };
}

/** Whether a submission may be tried now. */
export function maySubmit(pause: SubmissionPause | null, now: number): boolean {
  return pause === null || now >= pause.until;
}

/** Says what a user should know about submissions that fail; the same text until the next try. */
export function describePause({ failures, reason }: SubmissionPause): string {
  const often = failures === 1 ? "failed" : `failed ${failures} times in a row`;
  return `Submitting jobs ${often}: ${reason} It is tried again after ${pauseSeconds(failures)} s.`;
}
