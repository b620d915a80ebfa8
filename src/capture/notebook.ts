/** Gives tslab's object of all variables of the notebook; undefined outside tslab. */
export function notebookExports(): object | undefined {
  return (globalThis as { __tslab__?: { exports?: object } }).__tslab__?.exports;
}
