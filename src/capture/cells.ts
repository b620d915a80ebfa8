import type { ScopeCopy } from "./inspector.js";
import type { FunctionRecord } from "./functions.js";
import type { Bound } from "./variables.js";
import { isPrimitive, type Reference, type Walk } from "./walk.js";

/** The owner of what several roots reach. */
export const SHARED = -1;

interface Use {
  readonly record: FunctionRecord;
  readonly name: string;
  readonly bound: Bound;
  readonly scope: ScopeCopy;
  /** Lives in the function's innermost scope. */
  readonly isInnermost: boolean;
}

/**
 * Gives each captured variable that a travelling function assigns to a cell, which all functions of its scope share.
 *
 * The inspector shows copies of scopes: two functions are taken to share a scope when the copies are equal. So two
 * calls of one factory that hold equal values are merged inside a learner, of which there is a warning.
 *
 * @returns for each function the cells of its names.
 */
export function assignCells(
  walk: Walk,
  records: readonly FunctionRecord[],
  ownerOf: (id: number) => number,
): Map<FunctionRecord, Map<string, Reference>> {
  const cells = new Map<FunctionRecord, Map<string, Reference>>();
  const written = new Set(
    records.flatMap((record) =>
      [...record.analysis.free].flatMap(([name, use]) => (use.isWritten ? [name] : [])),
    ),
  );
  if (written.size === 0) return cells;
  for (const uses of groupByScope(findUses(walk, records, written))) {
    if (!uses.some((use) => isWriter(use))) continue;
    const isShared = uses.some(({ record }) => ownerOf(record.id) === SHARED);
    const byOwner = new Map<number, Reference>();
    for (const { record, name, bound } of uses) {
      // A scope that a shared function writes to is one scope for all learners of a worker.
      const owner = isShared ? SHARED : ownerOf(record.id);
      let cell = byOwner.get(owner);
      if (cell === undefined) byOwner.set(owner, (cell = addCell(walk, record, name, bound)));
      walk.links.add(record.id, cell.id);
      const names = cells.get(record) ?? new Map<string, Reference>();
      cells.set(record, names.set(name, cell));
    }
    warnOfTwins(walk, uses, (record) => (isShared ? SHARED : ownerOf(record.id)));
  }
  return cells;
}

function isWriter({ record, name }: Use): boolean {
  return record.analysis.free.get(name)!.isWritten;
}

function addCell(walk: Walk, record: FunctionRecord, name: string, bound: Bound): Reference {
  const cell = walk.addNode(["cell", bound.value], record.id, `captured variable ${name}`);
  if (!isPrimitive(bound.value)) walk.links.add(cell.id, bound.value.id);
  return cell;
}

/** The scopes are read again: they were not kept, because mostly few of very many are needed. */
function findUses(walk: Walk, records: readonly FunctionRecord[], written: ReadonlySet<string>): Use[] {
  const isWanted = ({ name, scope }: Bound): boolean => written.has(name) && scope !== undefined;
  const wanted = records.filter(({ bound }) => bound.some(isWanted));
  const insides = wanted.length === 0 ? [] : walk.probe.inspect(wanted.map(({ fn }) => fn));
  return wanted.flatMap((record, index) =>
    record.bound.filter(isWanted).map((bound) => {
      const scope = insides[index]!.scopes![bound.scope!]!;
      return { record, name: bound.name, bound, scope, isInnermost: bound.scope === 0 };
    }),
  );
}

function groupByScope(uses: readonly Use[]): Iterable<Use[]> {
  const groups = new Map<string, Use[]>();
  const signatures = new Map<ScopeCopy, string>();
  const identify = identifier();
  for (const use of uses) {
    const { name, scope, record } = use;
    let signature = signatures.get(scope);
    if (signature === undefined) signatures.set(scope, (signature = describeScope(scope, identify)));
    const key = `${name}\0${record.place?.scriptId ?? ""}\0${signature}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [use]);
    else group.push(use);
  }
  return groups.values();
}

/** Two calls of one function that hold equal values look like one scope. */
function warnOfTwins(walk: Walk, uses: readonly Use[], ownerOf: (record: FunctionRecord) => number): void {
  const seen = new Set<string>();
  for (const use of uses) {
    const { record, name, isInnermost } = use;
    if (!isWriter(use) || !isInnermost) continue;
    const key = `${String(ownerOf(record))}\0${record.analysis.source}`;
    if (seen.has(key)) {
      walk.warn(
        `two functions of the same text hold equal values of the changing variable '${name}'; on the worker they share one`,
        record.id,
        `twins ${name} ${record.analysis.source}`,
      );
    }
    seen.add(key);
  }
}

function describeScope(scope: ScopeCopy, identify: (value: unknown) => string): string {
  return `${scope.name}\0${Object.entries(scope.variables)
    .map(([name, value]) => `${name}=${identify(value)}`)
    .join("\0")}`;
}

/** Gives equal text for identical values only. */
function identifier(): (value: unknown) => string {
  const ids = new Map<unknown, string>();
  return (value) => {
    if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
    if (isPrimitive(value)) return `${typeof value}:${String(value)}`;
    let id = ids.get(value);
    if (id === undefined) ids.set(value, (id = `#${String(ids.size)}`));
    return id;
  };
}
