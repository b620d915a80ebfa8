// Captures each case in this kernel, makes it again in a fresh process, and compares what both give.
const { execFileSync } = require("node:child_process");
const { mkdtempSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { captureFunctions, writeFunctions } = require("../../../lib/capture/index.js");

/** The Node.js of the workers: a user may have another one there. */
const workerNode = process.env.ADAPTIVE_TEST_WORKER_NODE ?? process.execPath;

async function twice(call) {
  const results = [];
  for (let i = 0; i < 2; i++) results.push(await call());
  return JSON.stringify(results);
}

/** Runs folders of functions in a process that knows nothing of this one. */
function runFolders(folders) {
  const output = execFileSync(workerNode, [join(__dirname, "worker.mjs"), JSON.stringify(folders)], {
    cwd: tmpdir(),
    encoding: "utf8",
  });
  const line = output.split("\n").find((one) => one.startsWith("@@"));
  return JSON.parse(line.slice(2));
}

async function inFolder(work) {
  const root = mkdtempSync(join(tmpdir(), "capture-cases-"));
  try {
    return await work(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Prints one line of JSON: for each case what it gives at home, on a worker, and the warnings. */
exports.runCases = (cases) =>
  inFolder(async (root) => {
    const report = {};
    const folders = {};
    for (const [index, name] of Object.keys(cases).entries()) {
      report[name] = {};
      try {
        const captured = captureFunctions([cases[name]]);
        await writeFunctions((folders[name] = join(root, String(index))), captured);
        report[name].warnings = captured.warnings;
      } catch (error) {
        report[name].worker = `not captured: ${error.stack}`;
        delete folders[name];
      }
      // At once: a case may change what a later one captures.
      report[name].home = await twice(cases[name]).catch((error) => `threw ${error.message}`);
    }
    const results = runFolders(folders);
    for (const name of Object.keys(folders)) report[name].worker = results[name];
    console.log(`@@${JSON.stringify(report)}`);
  });

/** Prints one line of JSON: what capture says of each. */
exports.runRefusals = function runRefusals(cases) {
  const report = {};
  for (const [name, value] of Object.entries(cases)) {
    try {
      report[name] = { warnings: captureFunctions([value]).warnings };
    } catch (error) {
      report[name] = { code: error.code, message: error.message };
    }
  }
  console.log(`@@${JSON.stringify(report)}`);
};
