/** Buffers up to this size stand in the records; larger ones in the arrays file. */
const INLINE_BYTES = 4096;
/** Where a buffer may begin in the arrays file. */
const ALIGNMENT = 64;

/** Lays large buffers one after the other. */
export class ArrayPacker {
  readonly places: [offset: number, length: number][] = [];
  readonly pieces: Uint8Array[] = [];
  #offset = 0;

  add(bytes: Uint8Array): number | Uint8Array {
    if (bytes.byteLength <= INLINE_BYTES) return bytes.slice();
    this.places.push([this.#offset, bytes.byteLength]);
    const padding = (ALIGNMENT - (bytes.byteLength % ALIGNMENT)) % ALIGNMENT;
    this.pieces.push(bytes, new Uint8Array(padding));
    this.#offset += bytes.byteLength + padding;
    return this.places.length - 1;
  }
}
