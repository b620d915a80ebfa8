/** Points or values as they travel: numbers as one typed array, anything else as it is. */
export type Packed =
  /** `width` numbers an item; 0 when the items are bare numbers. */
  { readonly width: number; readonly numbers: Float64Array } | { readonly items: readonly unknown[] };

/** Packs items that are all numbers, or all arrays of equally many numbers, tightly. */
export function pack(items: readonly unknown[]): Packed {
  return packNumbers(items) ?? packVectors(items) ?? { items };
}

function packNumbers(items: readonly unknown[]): Packed | null {
  const numbers = new Float64Array(items.length);
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (typeof item !== "number") return null;
    numbers[i] = item;
  }
  return { width: 0, numbers };
}

function packVectors(items: readonly unknown[]): Packed | null {
  const first = items[0];
  if (!Array.isArray(first) || first.length === 0) return null;
  const width = first.length;
  const numbers = new Float64Array(items.length * width);
  for (let i = 0; i < items.length; i++) {
    const item = items[i] as readonly unknown[];
    if (!Array.isArray(item) || item.length !== width) return null;
    for (let k = 0; k < width; k++) {
      const number: unknown = item[k];
      if (typeof number !== "number") return null;
      numbers[i * width + k] = number;
    }
  }
  return { width, numbers };
}

/** Takes apart what {@link pack} made. */
export function unpack(packed: Packed): readonly unknown[] {
  if ("items" in packed) return packed.items;
  const { width, numbers } = packed;
  if (width === 0) return Array.from(numbers);
  return Array.from({ length: numbers.length / width }, (_, i) =>
    Array.from(numbers.subarray(i * width, (i + 1) * width)),
  );
}
