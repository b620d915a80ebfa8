export {
  openCheckpointFile,
  type Checkpoint,
  type CheckpointOptions,
  type Refusal,
  type Saved,
} from "./checkpoint-file.js";
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
export { fromTable, loadDataframes, toTable, type LoadDataframesOptions } from "./arrow-table.js";
export type { TableFormat } from "./write-table.js";
