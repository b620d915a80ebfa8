import { promises as fs } from "node:fs";
import { join } from "node:path";
import { RUN_FOLDER } from "../../protocol/index.js";
import type { SubmitRequest } from "../scheduler.js";

/** The name of the jobs of a submission. */
export const jobNameOf = ({ jobName, token }: Pick<SubmitRequest, "jobName" | "token">): string =>
  `${jobName}-${token}`;

/** The token in the name of a job; null when it is not a name that {@link jobNameOf} makes. */
export function tokenOf(name: string): string | null {
  return /-([A-Za-z0-9]+)$/.exec(name)?.[1] ?? null;
}

/** The name of the run in the name of a job. */
export const runNameOf = (name: string): string => name.replace(/-[A-Za-z0-9]+$/, "");

const scriptPath = (runFolder: string, token: string): string =>
  join(runFolder, RUN_FOLDER.jobs, `${token}.sh`);

/** Writes the script of a submission, by which its token is known as this run's from then on. */
export async function writeScript({ runFolder, token }: SubmitRequest, text: string): Promise<string> {
  const path = scriptPath(runFolder, token);
  await fs.mkdir(join(runFolder, RUN_FOLDER.jobs), { recursive: true });
  await fs.mkdir(join(runFolder, RUN_FOLDER.logs), { recursive: true });
  await fs.writeFile(`${path}.tmp`, text);
  await fs.rename(`${path}.tmp`, path);
  return path;
}

/** When the script of a submission was written, milliseconds since 1970; null when it never was. */
export async function scriptTime({
  runFolder,
  token,
}: Pick<SubmitRequest, "runFolder" | "token">): Promise<number | null> {
  return fs.stat(scriptPath(runFolder, token)).then(
    (found) => found.mtimeMs,
    () => null,
  );
}

const SUBMITTED = "# submitted as ";

/** Notes in the script under which job id it was submitted, for a manager that comes after this one. */
export async function noteSubmitted(request: SubmitRequest, jobId: string): Promise<void> {
  await fs.appendFile(
    scriptPath(request.runFolder, request.token),
    `${SUBMITTED}${jobId} ${jobNameOf(request)}\n`,
  );
}

/** Job ids (of whole arrays) of a run's submissions, with the names that their jobs have. */
export async function readSubmitted(runFolder: string): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const token of await tokensOf(runFolder)) {
    const text = await fs.readFile(scriptPath(runFolder, token), "utf8").catch(() => "");
    for (const match of text.matchAll(/^# submitted as (\S+) (\S+)$/gm)) names.set(match[1]!, match[2]!);
  }
  return names;
}

/** The tokens of all submissions of a run. */
export async function tokensOf(runFolder: string): Promise<ReadonlySet<string>> {
  const names = await fs.readdir(join(runFolder, RUN_FOLDER.jobs)).catch(() => []);
  return new Set(names.filter((name) => name.endsWith(".sh")).map((name) => name.slice(0, -3)));
}
