import { AdaptiveSchedulerError } from "../protocol/index.js";

/** Puts a point into a text: `{}` is the whole point, `{0}` its first coordinate; `{{` and `}}` are plain braces. */
export function fillTemplate(template: string, point: unknown): string {
  return template.replace(/\{\{|\}\}|\{(\d*)\}/g, (match, index: string | undefined) => {
    if (match === "{{" || match === "}}") return match.charAt(0);
    if (index === undefined || index === "") return write(point);
    const coordinates: readonly unknown[] = Array.isArray(point) ? point : [point];
    if (Number(index) < coordinates.length) return write(coordinates[Number(index)]);
    throw new AdaptiveSchedulerError(
      "bad-option",
      `"${template}" asks for coordinate ${index} of the point ${write(point)}`,
    );
  });
}

/** A number as every language reads it, to the last bit; anything else as JSON. */
function write(value: unknown): string {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}
