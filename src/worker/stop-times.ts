/**
 * How a job that has to stop spends the 5 s that it may take, in milliseconds: points in flight may still come in, the
 * thread is ended, what was told is saved, the learner is given back.
 */
export const stopTimes = {
  graceMs: 1200,
  threadMs: 300,
  saveMs: 1500,
  reportMs: 900,
} as const;
