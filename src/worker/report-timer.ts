/** When a job reports next, if its manager has said so: else its reports go with the lines of its log. */
export class ReportTimer {
  readonly #report: () => void;
  #timer: NodeJS.Timeout | null = null;
  #isOver = false;

  constructor(report: () => void) {
    this.#report = report;
  }

  /** Whether a moment is set. It is not while a report is out, so a manager that does not answer is asked as usual. */
  get isSet(): boolean {
    return this.#timer !== null;
  }

  /** Sets the next report to so many seconds from now, in place of what was set; undefined sets none. */
  set(seconds: number | undefined): void {
    this.#clear();
    if (seconds === undefined || this.#isOver) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#report();
    }, 1000 * seconds);
  }

  /** For good. */
  stop(): void {
    this.#isOver = true;
    this.#clear();
  }

  #clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
