import type { Setter, Tools } from "./code.js";
import type { Stamp, StoredReference } from "./format.js";
import { ReviveError } from "./revive-error.js";
import type { Reviver } from "./reviver.js";

type Stamps = readonly Stamp<StoredReference>[] | undefined;
type AnyClass = abstract new (...args: never[]) => object;

/** Puts private members on objects without running a constructor of the user. */
export class Stamper {
  readonly #setters = new WeakMap<object, readonly Setter[]>();
  /** Arrow functions that the fields of an object began with, class by class: they know their `this`. */
  readonly #fields = new WeakMap<object, Map<object, unknown[]>>();
  #stamped: object | undefined;
  readonly tools: Tools = {
    stamping: false,
    privates: (owner, setters) => this.#setters.set(owner, setters),
    field: (object, index, fn) => {
      if (this.#stamped === undefined) return fn;
      const ofClasses = this.#fields.get(object) ?? new Map<object, unknown[]>();
      this.#fields.set(object, ofClasses);
      const fields = ofClasses.get(this.#stamped) ?? [];
      ofClasses.set(this.#stamped, fields);
      fields[index] = fn;
      return undefined;
    },
  };

  /** Gives the arrow function that a class's text gives to a field of an object. */
  fieldOf(object: object, owner: object, index: number, name: string): object {
    const fn = this.#fields.get(object)?.get(owner)?.[index];
    if (typeof fn !== "function") throw new ReviveError(`The field ${name} has no function of its class.`);
    Object.defineProperty(fn, "name", { value: name, configurable: true });
    return fn;
  }

  /** Makes an empty object; a base class that has private members has to make it itself. */
  create(reviver: Reviver, proto: object | null, stamps: Stamps): object {
    const owner = stamps?.[0] === undefined ? undefined : (reviver.value(stamps[0][0]) as AnyClass);
    if (owner === undefined || !isBase(owner)) return Object.create(proto) as object;
    const target = function (): void {
      // Only its prototype counts.
    };
    target.prototype = proto;
    const object = this.#whileStamping(owner, () => Reflect.construct(owner, [], target) as object);
    for (const key of Reflect.ownKeys(object)) Reflect.deleteProperty(object, key);
    return object;
  }

  /** Adds the private members of each class, and their values. */
  stamp(reviver: Reviver, object: object, stamps: Stamps): void {
    for (const [stored, values] of stamps ?? []) {
      const owner = reviver.value(stored) as AnyClass;
      if (!isBase(owner)) this.#stampHeir(owner, object);
      this.setPrivates(reviver, owner, object, values);
    }
  }

  /** Sets private fields; of a class itself its static ones. */
  setPrivates(
    reviver: Reviver,
    owner: object,
    object: object,
    values: readonly (readonly [StoredValueOf] | null)[],
  ): void {
    const setters = this.#setters.get(owner) ?? [];
    reviver.fill(() => {
      values.forEach((value, index) => {
        if (value !== null) setters[index]!(object, reviver.value(value[0]));
      });
    });
  }

  /** `super()` of a derived class returns the object: so its private members are added to it. */
  #stampHeir(owner: AnyClass, object: object): void {
    const before = Object.getOwnPropertyDescriptors(object);
    const parent = Object.getPrototypeOf(owner) as object;
    Object.setPrototypeOf(owner, function () {
      return object;
    });
    try {
      this.#whileStamping(owner, () => Reflect.construct(owner, []) as object);
    } finally {
      Object.setPrototypeOf(owner, parent);
    }
    for (const key of Reflect.ownKeys(object)) {
      if (!Object.hasOwn(before, key)) Reflect.deleteProperty(object, key);
    }
    Object.defineProperties(object, before);
  }

  #whileStamping<T>(owner: object, make: () => T): T {
    this.tools.stamping = true;
    this.#stamped = owner;
    try {
      return make();
    } finally {
      this.tools.stamping = false;
      this.#stamped = undefined;
    }
  }
}

type StoredValueOf = Parameters<Reviver["value"]>[0];

function isBase(owner: AnyClass): boolean {
  return Object.getPrototypeOf(owner) === Function.prototype;
}
