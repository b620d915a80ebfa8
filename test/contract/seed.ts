import fc from "fast-check";

/** The seed of all random tests: fixed, or `TEST_SEED` of the environment, and printed. */
export const seed = Number(process.env["TEST_SEED"] ?? 20_240_229);

console.log(`TEST_SEED=${seed}`);

/** Checks a property with the seed of this run. */
export function check<T>(property: fc.IProperty<T>, numRuns = 50): void {
  fc.assert(property, { seed, numRuns });
}
