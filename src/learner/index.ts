export {
  DOOR_REFERENCE,
  type AskOptions,
  type Asked,
  type DoorReference,
  type LearnedFunction,
  type Learner,
  type LearnerData,
} from "./learner.js";
export { LearnerError, type LearnerErrorCode } from "./errors.js";
export { ValueMap, valueKey, type ValueKey } from "./value-map.js";
export { ValueSet } from "./value-set.js";
export { Learner1D, type Learner1DOptions } from "./learner1d/learner1d.js";
export {
  intervalLoss,
  usesNthNeighbors,
  type CurvatureLossOptions,
  type IntervalLoss,
  type LossValue,
  type ResolutionLossOptions,
} from "./loss/index.js";
export { SequenceLearner, type SequenceLearnerOptions } from "./sequence-learner.js";
export type { SequencePoint } from "./sequence-data.js";
export { DataSaver, type DataSaverOptions } from "./data-saver.js";
export { makeDataSaver, type LearnerClass } from "./make-data-saver.js";
export * from "./average/index.js";
export * from "./integrator/index.js";
export * from "./balancing/index.js";
export { LearnerND, type LearnerNDOptions } from "./nd/learner-nd.js";
export type { NdValue } from "./nd/check-told.js";
export type { Isosurface } from "./nd/level-sets.js";
export type { DomainBounds } from "./nd/domain.js";
export { simplexLoss, type SimplexCurvatureOptions, type SimplexLoss } from "./loss/simplex-loss.js";
export { Learner2D, type Learner2DOptions } from "./learner2d/learner2d.js";
export {
  deviation,
  triangleLoss,
  type ThresholdedOptions,
  type TriangleFacts,
  type TriangleLoss,
  type TriangleResolutionOptions,
} from "./loss/triangle-loss.js";
