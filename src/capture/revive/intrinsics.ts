/** Objects of the language that no global name reaches. */
export const INTRINSICS: Readonly<Record<string, () => object>> = {
  Function: () => Object.getPrototypeOf(Object) as object,
  GeneratorFunction: () => Object.getPrototypeOf(function* () {}) as object,
  AsyncGeneratorFunction: () => Object.getPrototypeOf(async function* () {}) as object,
  AsyncFunction: () => Object.getPrototypeOf(async () => {}) as object,
  ArrayIterator: () => Object.getPrototypeOf([][Symbol.iterator]()) as object,
  MapIterator: () => Object.getPrototypeOf(new Map()[Symbol.iterator]()) as object,
  SetIterator: () => Object.getPrototypeOf(new Set()[Symbol.iterator]()) as object,
  StringIterator: () => Object.getPrototypeOf(""[Symbol.iterator]()) as object,
  RegExpStringIterator: () => Object.getPrototypeOf("".matchAll(/x/g)) as object,
  Iterator: () => Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object,
  TypedArray: () => Object.getPrototypeOf(Uint8Array) as object,
};
