/** Bytes that are joined to one piece. */
const PIECE_BYTES = 65536;

/** Joins many small buffers to few large ones. */
export class Joiner {
  readonly #joined: Uint8Array[] = [];
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  length = 0;

  /** Tells whether a piece has become full. */
  add(bytes: Uint8Array): boolean {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.byteLength;
    this.length += bytes.byteLength;
    if (this.#waitingBytes < PIECE_BYTES) return false;
    this.#join();
    return true;
  }

  take(): Uint8Array[] {
    this.#join();
    return this.#joined;
  }

  #join(): void {
    this.#joined.push(Buffer.concat(this.#waiting));
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}
