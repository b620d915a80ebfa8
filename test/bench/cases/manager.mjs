// The manager process on a login node.
const ours = ["node", "test/bench/manager/ten-thousand.mjs"];
const limit = (key, name, bar) => ({
  name: `manager process, 10,000 running jobs: ${name}`,
  kind: "limit",
  bar,
  ours,
  key,
});

export default [
  limit("cpu", "share of a core, reports as told, one notebook that watches", 1),
  limit("memory", "growth of its memory", 150),
];
