// npm start: installs what is missing, then runs examples/quickstart.ipynb in a real tslab kernel.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "./build.mjs";
import { environments, installPackages, installPython, pythonOf } from "./install.mjs";
import { StepError, root, runMain } from "./project.mjs";

const notebook = join(root, "examples/quickstart.ipynb");
const work = join(root, "data/quickstart");
const executed = join(work, "quickstart.ipynb");
const runFolder = join(work, "runs/quickstart");

/** Runs the notebook; resolves with the kernel's own words when a cell fails. */
function executeNotebook() {
  const child = spawn(
    pythonOf(environments.user),
    [join(root, "scripts/run-notebook.py"), notebook, executed, work],
    {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, JUPYTER_PLATFORM_DIRS: "1" },
    },
  );
  let words = "";
  child.stdout.on("data", (chunk) => (words += chunk));
  child.stderr.on("data", (chunk) => (words += chunk));
  const ended = new Promise((resolve) => child.on("close", (code) => resolve({ code, words: words.trim() })));
  return { ended, stop: () => child.kill("SIGTERM") };
}

await runMain(async () => {
  console.log("\nAdaptive Scheduler: from a notebook cell to finished learners.\n");
  await Promise.all([
    installPackages(),
    installPython(environments.user, "Python environment with JupyterLab"),
  ]);
  await build();
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });

  const { followRun, learnersTable } = await import("./follow-run.mjs");
  console.log(`\n  running ${relative(root, notebook)} in a tslab kernel: 20 learners, two jobs at a time\n`);
  const execution = executeNotebook();
  process.once("SIGINT", () => execution.stop());
  const outcome = await followRun(runFolder, execution.ended);
  const { code, words } = await execution.ended;
  if (code !== 0) throw new StepError(`The notebook did not run to its end.\n${words}`);
  if (!existsSync(runFolder)) throw new StepError("The notebook ran, but it started no run.");

  console.log(`\n${await learnersTable(runFolder)}\n`);
  console.log(`  executed notebook   ${relative(root, executed)}`);
  console.log(`  data                ${relative(root, join(work, "data"))}`);
  console.log(`  logs                ${relative(root, join(runFolder, "logs"))}`);
  if (outcome !== "finished") throw new StepError(`The run ended as ${outcome}.`);
  console.log(
    "\n  All learners reached their goal. Next: npm run lab opens the same notebook in JupyterLab.\n",
  );
});
