/** Whose checkpoint is opened, and by whom. */
export interface CheckpointOptions {
  readonly fname: string;
  /** The learner's kind; a file of another kind is refused. */
  readonly kind: string;
  /** The run, and the epoch under which it handed the learner out. A later epoch's file is refused. */
  readonly runId: string;
  readonly epoch: number;
  /** Goes into the file's metadata. */
  readonly bounds?: unknown;
}

/** A point that no file can keep, with the reason. */
export interface Refusal {
  readonly point: unknown;
  readonly message: string;
}

/** What a save has made of the file. */
export interface Saved {
  /** Size of the file. */
  readonly bytes: number;
  /** Points in the file. */
  readonly npoints: number;
  /** Points that this save added. */
  readonly added: number;
}

/** A learner's file, held open by the one worker that has the learner. */
export interface Checkpoint {
  readonly fname: string | readonly string[];
  /** Points in the file. */
  readonly npoints: number;
  /** Points appended and not saved yet. */
  readonly unsaved: number;
  /** Where a corrupt file was kept, if there was one. */
  readonly keptAside: readonly string[];
  /** Remembers new points for the next save; gives back those that cannot be kept. */
  append(points: readonly unknown[], values: readonly unknown[]): Refusal[];
  /**
   * Appends and syncs the new points. After an error the last good file stands and the points are kept for the
   * next call, unless the error is `checkpoint-lost`: then another job has the learner.
   */
  save(): Promise<Saved>;
  /** Saves, then rewrites the file as an Arrow file. Closes it. */
  finish(): Promise<Saved>;
  /** Closes the file without saving. */
  abandon(): Promise<void>;
  /** Whether the path still names the file that was opened. */
  isStillMine(): Promise<boolean>;
}
