/**
 * Hides the static copy that a saved notebook keeps of a widget, for as long as the widget is on the page: in any front
 * end, because the copy is found by its class. Returns what shows it again.
 */
export function hideCopy(className: unknown): () => void {
  if (typeof className !== "string" || !/^[\w-]+$/.test(className)) return () => undefined;
  const style = document.createElement("style");
  style.textContent = `.${className} { display: none !important; }`;
  document.head.append(style);
  return () => style.remove();
}
