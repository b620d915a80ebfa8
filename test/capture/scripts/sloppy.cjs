// Functions of sloppy code.
const frozen = Object.freeze({ x: 1 });
const outcome = (call) => {
  try {
    call();
    return "silent";
  } catch (error) {
    return error.constructor.name;
  }
};
const { sep } = require("path");
const semver = require("semver");
const strict = require("./strict.cjs");

exports.cases = {
  "sloppy arrow function": () => outcome(() => (frozen.x = 2)),
  "sloppy function": function () {
    return outcome(function () {
      frozen.x = 2;
    });
  },
  "this of a plain function": () =>
    (function () {
      return this === globalThis;
    })(),
  "function in a block": () => {
    {
      function inner() {
        return 7;
      }
    }
    return inner();
  },
  "names of the language": () => {
    var let_ = 1;
    var async = 2;
    label: for (const of of [1, 2]) if (of === 2) break label;
    with ({ w: 3 }) return let_ + async + w;
  },
  "strict function inside": () => strict.cases["strict arrow function"](),
  "packages and node modules": () => [sep, semver.valid("1.0.0"), require("path").sep],
  "file names": () => [typeof __filename, typeof __dirname],
};
