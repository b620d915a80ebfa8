import type { TextPlace } from "./inspector.js";
import { isPackageFile, loadPackageModule } from "./modules.js";
import { notebookExports } from "./notebook.js";
import { findScript } from "./scripts.js";
import { ownConstructor } from "./stamps.js";
import { describeFunction, isNative, type AnyFunction, type Walk } from "./walk.js";

/** Classes that were asked about. */
const checked = new WeakSet();

/**
 * Finds out whether a function belongs to an ES module of a package, which no table lists before it is asked for,
 * and maps that module's exports.
 */
export function adoptFunction(walk: Walk, fn: AnyFunction, place: TextPlace | undefined, id: number): void {
  const script = place === undefined ? undefined : findScript(walk.probe, place.scriptId);
  if (script === undefined) return;
  if (script.name.startsWith("node:")) {
    walk.fail(
      `the ${describeFunction(fn)} belongs to the inside of Node.js (${script.name}) and cannot travel; get it inside the function`,
      id,
    );
  }
  if (script.isModule && isPackageFile(script.name)) loadPackageModule(script.name);
}

/** As {@link adoptFunction} for the classes of an object, before it is decided how the object travels. */
export function adoptClasses(walk: Walk, object: object, id: number): void {
  if (notebookExports() !== undefined) return;
  for (
    let at: object | null = object;
    at !== null && at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    const owner = ownConstructor(at);
    if (owner === undefined || checked.has(owner) || isNative(owner) || walk.placeOf(owner) !== undefined)
      continue;
    checked.add(owner);
    adoptFunction(walk, owner, walk.probe.inspect([owner])[0], id);
  }
}
