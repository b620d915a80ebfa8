// Captures the cases of a module in this process, makes them again in another, and prints what both give.
const { runCases } = require("../notebook/harness.cjs");

void import(process.argv[2]).then((module) => runCases(module.cases ?? module.default.cases));
