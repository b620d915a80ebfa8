import { readEndpoint } from "../manager/index.js";
import { createClient, readRunKeys, type Client } from "../transport/index.js";
import { AdaptiveSchedulerError } from "../protocol/index.js";

/** Connects to whatever manager owns the run folder now, and to the next one when that is gone. */
export async function openRunClient(runFolder: string, timeoutMs = 3000): Promise<Client> {
  const keys = await readRunKeys(runFolder, "owner");
  return createClient({
    keys,
    timeoutMs,
    resolveEndpoint: () => {
      const endpoint = readEndpoint(runFolder);
      const url = endpoint?.urls[0];
      if (!endpoint || url === undefined) {
        throw new AdaptiveSchedulerError("no-endpoint", `${runFolder} has no manager yet.`);
      }
      const { serverKey, allowedKeys } = endpoint;
      return Promise.resolve({ url, serverKey, ...(allowedKeys && { allowedKeys }) });
    },
  });
}
