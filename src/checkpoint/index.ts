export type { Checkpoint, CheckpointOptions, Refusal, Saved } from "./checkpoint.js";
export { openCheckpointFile } from "./open-checkpoint.js";
export { CheckpointError, type CheckpointErrorCode } from "./errors.js";
export { readCheckpoint, type CheckpointData } from "./read.js";
export { decodeJson, encodeJson, unkeepable } from "./json-value.js";
export type { CheckpointMetadata } from "./metadata.js";
export type { Layout } from "./layout.js";
export { openCheckpoint, type OpenCheckpointOptions } from "./several.js";
export {
  encodeLearner,
  loadLearner,
  saveLearner,
  tellCheckpoint,
  type LearnerFname,
} from "./learner-file.js";
export { boundsOf, learnerKind } from "./learner-kind.js";
export { toldOf, type Told } from "./told.js";
export { exportCheckpoint, fnameToDataframe, saveDataframe, type DataframeOptions } from "./dataframe.js";
export { fromTable, toTable, withColumns, type FromTableOptions } from "./arrow-table.js";
export { loadDataframes, type LoadDataframesOptions } from "./load-dataframes.js";
export type { FrameOptions } from "./frame.js";
export { FUNCTION_PREFIX, parametersOf, type Parameters } from "./function-parameters.js";
export { checkPrefix, columnOf, type ParameterOptions } from "./parameter-columns.js";
export { readParameters } from "./parameter-defaults.js";
export type { TableFormat } from "./write-table.js";
