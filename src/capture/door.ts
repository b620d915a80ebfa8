import { DOOR_REFERENCE, type DoorReference } from "../learner/learner.js";
import { addPlaces, type Identities } from "./identities.js";
import { captureProperties } from "./properties.js";
import type { KnownPlace } from "./revive/format.js";
import { captureStamps } from "./stamps.js";
import type { LiveNode, LiveValue, Reference, Walk } from "./walk.js";

const doors = new WeakMap<object, Identities>();

/** Maps the exports of our own package, and what hangs on them, to their names there. */
export function doorIdentities(door: Readonly<Record<string, unknown>> | undefined): Identities {
  if (door === undefined) return new Map();
  let places = doors.get(door);
  if (places === undefined) {
    places = new Map<object, KnownPlace>([[door, ["door", null, []]]]);
    for (const [name, value] of Object.entries(door)) addPlaces(places, value, ["door", null, [name]], 2);
    doors.set(door, places);
  }
  return places;
}

/** Captures what our own door made as the way to make it again; undefined for anything else. */
export function captureDoorObject(walk: Walk, object: object, id: number): LiveNode | undefined {
  if (!(DOOR_REFERENCE in object)) return undefined;
  const proto = Object.getPrototypeOf(object) as object | null;
  if (proto === null || isOwnPrototype(object)) return undefined;
  const reference = readReference(object);
  if (reference === undefined) return undefined;
  const isOurs =
    Object.hasOwn(object, DOOR_REFERENCE) ||
    Object.hasOwn(proto, DOOR_REFERENCE) ||
    walk.placeOf(proto)?.[0] === "door";
  return isOurs ? captureReference(walk, reference, id) : captureHeir(walk, object, reference, proto, id);
}

/** A prototype has the method too, and is no learner. */
function isOwnPrototype(object: object): boolean {
  return typeof object !== "function" && Object.hasOwn(object, "constructor");
}

function readReference(object: object): DoorReference | undefined {
  const found = (object as { [DOOR_REFERENCE]?: unknown })[DOOR_REFERENCE];
  if (typeof found === "function") return (found as () => DoorReference).call(object);
  return typeof found === "object" && found !== null ? (found as DoorReference) : undefined;
}

function captureReference(walk: Walk, { path, use, args }: DoorReference, id: number): LiveNode {
  if (use === "value") return ["known", ["door", null, path.split(".")]];
  return ["door", path, use, args.map((argument, index) => captureArgument(walk, argument, id, path, index))];
}

function captureArgument(walk: Walk, argument: unknown, id: number, path: string, index: number): LiveValue {
  const label =
    typeof argument === "function"
      ? `function ${argument.name === "" ? "(anonymous)" : argument.name}`
      : `argument ${String(index + 1)} of ${path}`;
  return walk.refer(argument, id, label);
}

/**
 * An instance of a user's class that extends one of ours: ours is made again from its arguments, then gets the
 * user's prototype, private fields and properties. The user's constructor does not run again.
 */
function captureHeir(
  walk: Walk,
  object: object,
  reference: DoorReference,
  proto: object,
  id: number,
): LiveNode {
  const base = walk.addNode(["door", reference.path, "construct", []], id, reference.path);
  const args = reference.args.map((one, index) => captureArgument(walk, one, base.id, reference.path, index));
  walk.nodes[base.id] = ["door", reference.path, "construct", args];
  const made = ownKeysOf(walk, object, reference);
  return [
    "heir",
    base,
    walk.referObject(proto, id, "prototype") satisfies Reference,
    captureProperties(walk, object, id, (key) => made.has(key)),
    captureStamps(walk, object, id),
  ];
}

/** Properties that our own constructor makes, and that the worker's makes again. */
function ownKeysOf(walk: Walk, object: object, { args }: DoorReference): Set<string | symbol> {
  for (let at: object | null = object; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const { constructor } = at as { constructor?: unknown };
    if (typeof constructor !== "function" || walk.placeOf(constructor)?.[0] !== "door") continue;
    return new Set(Reflect.ownKeys(Reflect.construct(constructor, args) as object));
  }
  return new Set();
}
