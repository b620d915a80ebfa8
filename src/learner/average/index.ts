export { AverageLearner, type AverageLearnerOptions } from "./average-learner.js";
export { AverageLearner1D, type AverageLearner1DOptions } from "./average-learner1d.js";
export type { SeededPoint } from "./samples.js";
export { studentQuantile } from "./student-t.js";
