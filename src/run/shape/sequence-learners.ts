import { join } from "node:path";
import { DOOR_REFERENCE, SequenceLearner } from "../../learner/index.js";
import { AdaptiveSchedulerError } from "../../protocol/index.js";
import { hashAnything } from "./hash-anything.js";
import { split } from "./split.js";

/** Where the files of the parts go. */
export interface SplitSequenceOptions {
  /** Folder in front of the names. @defaultValue none */
  readonly folder?: string;
  /** Extension. @defaultValue ".arrow" */
  readonly ext?: string;
}

type ElementFunction<Element, Value> = (element: Element) => Value | Promise<Value>;

/** The user's function of a sequence learner, which takes an element, not a point. */
function functionOf<Element, Value>(
  learner: SequenceLearner<Element, Value>,
): ElementFunction<Element, Value> {
  return learner[DOOR_REFERENCE]().args[0] as ElementFunction<Element, Value>;
}

/**
 * Splits a sequence into `nLearners` sequence learners of the same function, with file names made of a hash of the
 * first element and the length of each part. Returns `[learners, fnames]`.
 */
export function splitSequenceInSequenceLearners<Element, Value>(
  fn: ElementFunction<Element, Value>,
  sequence: Iterable<Element> | ArrayLike<Element>,
  nLearners: number,
  { folder = "", ext = ".arrow" }: SplitSequenceOptions = {},
): [learners: SequenceLearner<Element, Value>[], fnames: string[]] {
  const parts = split(Array.from(sequence), nLearners);
  return [
    parts.map((part) => new SequenceLearner(fn, { sequence: part })),
    parts.map((part) => join(folder, `${hashAnything([part[0], part.length])}${ext}`)),
  ];
}

/**
 * Splits a sequence learner into `nLearners` smaller ones, with the values that it has. Returns `[learners, fnames]`;
 * see {@link splitSequenceInSequenceLearners}.
 */
export function splitSequenceLearner<Element, Value>(
  learner: SequenceLearner<Element, Value>,
  nLearners: number,
  options: SplitSequenceOptions = {},
): [learners: SequenceLearner<Element, Value>[], fnames: string[]] {
  const [parts, fnames] = splitSequenceInSequenceLearners(
    functionOf(learner),
    learner.sequence,
    nLearners,
    options,
  );
  let offset = 0;
  for (const part of parts) {
    for (let i = 0; i < part.sequence.length; i++) copyValue(learner, offset + i, part, i);
    offset += part.sequence.length;
  }
  return [parts, fnames];
}

/**
 * Combines sequence learners of one function into a single one, with the values that they have.
 * `bigLearner` takes them when it is given; its sequence has to be theirs one after the other.
 */
export function combineSequenceLearners<Element, Value>(
  learners: readonly SequenceLearner<Element, Value>[],
  bigLearner?: SequenceLearner<Element, Value>,
): SequenceLearner<Element, Value> {
  const [first] = learners;
  if (!first) throw new AdaptiveSchedulerError("bad-input", "there are no learners to combine.");
  const total = learners.reduce((sum, { sequence }) => sum + sequence.length, 0);
  if (bigLearner && bigLearner.sequence.length !== total) {
    throw new AdaptiveSchedulerError(
      "bad-input",
      `the learners have ${total} elements in all, the big learner has ${bigLearner.sequence.length}.`,
    );
  }
  const big =
    bigLearner ??
    new SequenceLearner(functionOf(first), {
      sequence: learners.flatMap(({ sequence }) => Array.from(sequence)),
    });
  let offset = 0;
  for (const learner of learners) {
    for (let i = 0; i < learner.sequence.length; i++) copyValue(learner, i, big, offset + i);
    offset += learner.sequence.length;
  }
  return big;
}

/** Copies values from one sequence learner to another where their elements are equal, wherever these stand. */
export function copyFromSequenceLearner<Element, Value>(
  learnerFrom: SequenceLearner<Element, Value>,
  learnerTo: SequenceLearner<Element, Value>,
): void {
  const values = new Map<string, Value>();
  for (const [[, element], value] of learnerFrom.data) values.set(hashAnything(element), value);
  for (let i = 0; i < learnerTo.sequence.length; i++) {
    const element = learnerTo.sequence[i]!;
    const hash = hashAnything(element);
    if (values.has(hash)) learnerTo.tell([i, element], values.get(hash)!);
  }
}

function copyValue<Element, Value>(
  from: SequenceLearner<Element, Value>,
  fromIndex: number,
  to: SequenceLearner<Element, Value>,
  toIndex: number,
): void {
  const point = [fromIndex, from.sequence[fromIndex]!] as const;
  if (from.data.has(point)) to.tell([toIndex, to.sequence[toIndex]!], from.data.get(point)!);
}
