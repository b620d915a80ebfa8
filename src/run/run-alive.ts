import { readEndpoint, readStatus } from "../manager/index.js";
import { isOver } from "../protocol/index.js";
import { managerAlive } from "./manager-process.js";

/** Whether a manager owns the run now; one on another host counts until its last word says that the run is over. */
export function isRunAlive(runFolder: string): boolean {
  const endpoint = readEndpoint(runFolder);
  if (endpoint === null) return false;
  const alive = managerAlive(endpoint);
  if (alive !== null) return alive;
  const status = readStatus(runFolder);
  return status === null || !isOver(status.status);
}
