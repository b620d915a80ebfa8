import { mkdirSync, openSync, promises as fs, writeSync } from "node:fs";
import { dirname, join } from "node:path";

// A file of slots of 512 bytes, one for each thread of a job that evaluates points. A slot begins with two Int32: how
// many points it names, and the length of the JSON text of their list at byte 8. A single number is the Float64 at byte
// 8, and its length is 0.
//
// What one write call has put into a file is there when the process dies of the next instruction, and a write of 16
// bytes into memory that the system keeps takes a microsecond.

const SLOT_BYTES = 512;
const HEAD_BYTES = 8;

/** The note of a job in the `jobs/` folder of its run. */
export function pointNotePath(folder: string, jobId: string): string {
  return join(folder, `${jobId.replace(/[^\w.-]/g, "_")}.point`);
}

/** Makes the file of a job's note, with room for so many slots; its descriptor serves all threads of the process. */
export function createPointNote(path: string, slots: number): number {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "w", 0o600);
  // Written now, so that a disk that fills up later refuses nothing.
  writeSync(file, Buffer.alloc(slots * SLOT_BYTES));
  return file;
}

/** Notes which points a thread evaluates now, where they can be read when the process has died of one. */
export class PointNote {
  readonly #file: number;
  readonly #position: number;
  readonly #slot = Buffer.alloc(SLOT_BYTES);
  #begun: unknown[] = [];

  /** `file` comes from {@link createPointNote}; `slot` is the thread's own. */
  constructor(file: number, slot: number) {
    this.#file = file;
    this.#position = slot * SLOT_BYTES;
  }

  /** Notes a point before it is evaluated. A note that cannot be written is no error of the point. */
  begin(point: unknown): void {
    this.#begun.push(point);
    this.#write();
  }

  /** Takes a point off the note. The last one stands until the next begins, or {@link rest}: that saves a write. */
  end(point: unknown): void {
    this.#begun.splice(this.#begun.indexOf(point), 1);
    if (this.#begun.length > 0) this.#write();
  }

  /** Says that no point follows soon. */
  rest(): void {
    if (this.#begun.length === 0) this.#write();
  }

  /** Forgets all points. */
  clear(): void {
    this.#begun = [];
    this.#write();
  }

  #write(): void {
    const slot = this.#slot;
    const [point] = this.#begun;
    slot.writeInt32LE(this.#begun.length, 0);
    let length = 0;
    if (this.#begun.length === 1 && typeof point === "number") slot.writeDoubleLE(point, HEAD_BYTES);
    else if (this.#begun.length > 0) length = slot.write(textOf(this.#begun), HEAD_BYTES);
    slot.writeInt32LE(length, 4);
    try {
      writeSync(this.#file, slot, 0, HEAD_BYTES + Math.max(8, length), this.#position);
    } catch {
      // The job goes on without.
    }
  }
}

function textOf(points: readonly unknown[]): string {
  try {
    return JSON.stringify(points);
  } catch {
    return "a point that JSON cannot say";
  }
}

/** Reads which points a job had begun and not ended; none when it left no note. */
export async function readPointNote(path: string): Promise<unknown[]> {
  const bytes = await fs.readFile(path).catch(() => Buffer.alloc(0));
  const points: unknown[] = [];
  for (let at = 0; at + SLOT_BYTES <= bytes.length; at += SLOT_BYTES) {
    const count = bytes.readInt32LE(at);
    const length = bytes.readInt32LE(at + 4);
    const start = at + HEAD_BYTES;
    if (count === 0) continue;
    if (length === 0) points.push(bytes.readDoubleLE(start));
    else points.push(...parse(bytes.toString("utf8", start, start + length)));
  }
  return points;
}

/** A text that was too long for its slot is told as it is. */
function parse(text: string): readonly unknown[] {
  try {
    return JSON.parse(text) as unknown[];
  } catch {
    return [text];
  }
}
