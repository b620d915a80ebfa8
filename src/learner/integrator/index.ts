export {
  DivergentIntegralError,
  IntegratorLearner,
  type IntegratedInterval,
  type IntegratorLearnerOptions,
} from "./integrator-learner.js";
