import { unsafeStatic, type StaticValue } from "lit/static-html.js";
import { PROTOCOL_VERSION } from "../protocol/index.js";

/** Gives the tag of an element: a page may hold elements of several versions of this library. */
export function tagOf(name: string): string {
  return `adaptive-${name}-v${String(PROTOCOL_VERSION)}`;
}

/** Gives the tag of an element as Lit wants it inside a static template. */
export function staticTag(name: string): StaticValue {
  return unsafeStatic(tagOf(name));
}

/**
 * Defines an element under its tag, unless another copy of this library has done so: a page may hold the
 * bundle of the widget and that of the JupyterLab extension, and a tag defined twice throws.
 */
export function defineElement(name: string, element: CustomElementConstructor): void {
  const tag = tagOf(name);
  if (customElements.get(tag) === undefined) customElements.define(tag, element);
}
