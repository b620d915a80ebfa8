// Capture of functions: 10,000 closures that share a 100 MB array.
const ours = (what) => ["node", "test/bench/capture/closures.mjs", what];
const limit = (name, what, bar) => ({ name, kind: "limit", bar, ours: ours(what) });

export default [
  limit("capture 10,000 closures that share 100 MB: capture and pack", "seconds", 1.5),
  limit("capture 10,000 closures: bytes a learner", "bytes", 200),
  limit("capture 10,000 closures: bytes of the shared array written", "arrays", 100 * 2 ** 20 + 4096),
  limit("revive one of 10,000 closures, without the array", "revive", 0.05),
];
