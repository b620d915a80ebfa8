import { parentPort } from "node:worker_threads";
import { openFunctions } from "../capture/revive/index.js";
import {
  toErrorRecord,
  type PredicateAnswer,
  type PredicateQuestion,
  type PredicateRecord,
  type PredicateThreadData,
} from "../protocol/index.js";
import { door } from "../runner/door.js";

/** Is the program of a thread that judges logs: the user's `killOnError` runs here, away from the manager's own thread. */
export function startPredicateThread({ functions, record }: PredicateThreadData): void {
  const port = parentPort;
  if (port === null) throw new Error("the predicate's thread was started outside a worker thread");
  const opened = openFunctions(functions, { door });
  const { killOnError } = opened.revive(record) as PredicateRecord;
  opened.close();
  const judge = async ({ id, lines }: PredicateQuestion): Promise<PredicateAnswer> => {
    try {
      return { id, matches: await killOnError(lines) };
    } catch (error) {
      return { id, error: toErrorRecord(error) };
    }
  };
  port.on("message", (question: PredicateQuestion) => {
    void judge(question).then((answer) => port.postMessage(answer));
  });
}
