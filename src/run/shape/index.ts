export { comboToFname, type ComboToFnameOptions } from "./combo-to-fname.js";
export { namedProduct, type Combo } from "./named-product.js";
export { addConstantToFname } from "./add-constant-to-fname.js";
export { assignDefaults } from "./assign-defaults.js";
export { partialFunctionFromDataframe } from "./partial-function-from-dataframe.js";
export { expandDictColumns } from "./expand-dict-columns.js";
export type { Row, TableLike } from "./table-rows.js";
export { hashAnything } from "./hash-anything.js";
export { loadParallel, saveParallel, type ParallelOptions } from "./parallel.js";
export {
  combineSequenceLearners,
  copyFromSequenceLearner,
  splitSequenceInSequenceLearners,
  splitSequenceLearner,
  type SplitSequenceOptions,
} from "./sequence-learners.js";
export { shuffle, type ShuffleOptions } from "./shuffle.js";
export { split, splitInBalancingLearners } from "./split.js";
