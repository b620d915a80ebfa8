// Functions of an ES module, in strict code.
import { basename, join } from "node:path";
import * as path from "node:path";
import os from "node:os";
import { ExecaError, parseCommandString } from "execa";
import * as execa from "execa";
import * as semver from "semver";
import Walker, * as sim from "./sim.mjs";
import { limit, step } from "./sim.mjs";

let count = 0;
const frozen = Object.freeze({ x: 1 });
const outcome = (call) => {
  try {
    call();
    return "silent";
  } catch (error) {
    return error.constructor.name;
  }
};

export const cases = {
  "node imports": () => [basename("/a/b"), path.join("a", "b"), join("x"), typeof os.cpus],
  "package of ES modules by name": () => parseCommandString("a b"),
  "package of ES modules by namespace": () => execa.parseCommandString("a 'b c'"),
  "class of an ES module package": () => [ExecaError.name, new ExecaError() instanceof ExecaError],
  "package of CommonJS": () => semver.satisfies("1.2.3", "^1.0.0"),
  "own module": () => [step(3), step(200), limit],
  "own module's namespace": () => [sim.step(1), sim.limit],
  "whole namespace as a value": ((module) => () => [module.limit, Object.keys(module).sort()])(sim),
  "own class with private state": (
    (walker) => () =>
      walker.walk(2)
  )(new Walker()),
  "changing variable": () => ++count,
  "strict arrow function": () => outcome(() => (frozen.x = 2)),
  "strict method": { run: () => outcome(() => delete frozen.x) }.run,
  "strict async arrow function": async () => outcome(() => (frozen.x = 2)),
  "this of a plain function": () =>
    (function () {
      return String(this);
    })(),
  "import of a Node module": async () => (await import("node:path")).posix.sep,
  "import of a package": async () => typeof (await import("execa")).execa,
};
