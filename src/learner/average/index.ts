export { AverageLearner, type AverageLearnerOptions } from "./average-learner.js";
