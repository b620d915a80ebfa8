// Makes captured cases again and calls each twice.
import { openFunctions } from "../../../lib/capture/revive/index.js";

const results = {};
for (const [name, folder] of Object.entries(JSON.parse(process.argv[2]))) {
  try {
    const functions = openFunctions(folder);
    const call = functions.revive(0);
    functions.close();
    const values = [];
    for (let i = 0; i < 2; i++) values.push(await call());
    results[name] = JSON.stringify(values);
  } catch (error) {
    results[name] = `threw ${error.stack}`;
  }
}
console.log(`@@${JSON.stringify(results)}`);
process.exit(0);
