/** Shows how far one piece of work is. */
export interface ProgressBar {
  readonly update: (done: number, total: number) => void;
  /** Says that the work is over. */
  readonly end: () => void;
}

/** Makes the bar of a piece of work; a port that the door of the package fills. */
export type StartProgress = (title: string) => ProgressBar;

/** Where a bar is drawn. */
export interface BarScreen {
  /** Draws a text in the place of the last one. */
  readonly draw: (text: string) => void;
  /** Leaves the last text as it is. */
  readonly close: () => void;
}

/** For work that is to stay silent. */
export const noProgress: StartProgress = () => ({ update: () => undefined, end: () => undefined });

const WIDTH = 30;
/** Work that is over sooner shows no bar. */
const PATIENCE_MS = 500;
/** Between two drawings. */
const REDRAW_MS = 100;

/** A bar as text: how much is done, and how long it takes still. */
export function progressText(title: string, done: number, total: number, elapsedMs: number): string {
  const share = total > 0 ? Math.min(1, done / total) : 1;
  const full = Math.round(WIDTH * share);
  const bar = "█".repeat(full) + "░".repeat(WIDTH - full);
  const left = share > 0 && share < 1 ? `, ${Math.ceil((elapsedMs * (1 / share - 1)) / 1000)} s left` : "";
  return `${title} ${bar} ${Math.floor(100 * share)}%${left}`;
}

/** Makes bars for a screen; one is opened for each piece of work that takes longer than half a second. */
export function progressOn(open: () => BarScreen, now: () => number = Date.now): StartProgress {
  return (title) => {
    const startedAt = now();
    let screen: BarScreen | null = null;
    let drawnAt = -Infinity;
    let last: readonly [done: number, total: number] = [0, 1];
    const draw = (): void => {
      drawnAt = now();
      screen?.draw(progressText(title, last[0], last[1], drawnAt - startedAt));
    };
    return {
      update: (done, total) => {
        last = [done, total];
        const at = now();
        if (at - startedAt < PATIENCE_MS || at - drawnAt < REDRAW_MS) return;
        screen ??= open();
        draw();
      },
      end: () => {
        last = [1, 1];
        draw();
        screen?.close();
      },
    };
  };
}
