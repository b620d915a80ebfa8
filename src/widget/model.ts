/** The model that anywidget gives to a module: what we use of it (https://anywidget.dev/en/afm). */
export interface WidgetModel {
  get(key: string): unknown;
  send(content: unknown, callbacks?: unknown, buffers?: readonly ArrayBufferLike[]): void;
  on(event: string, listener: (...args: unknown[]) => void): void;
  off(event: string, listener?: (...args: unknown[]) => void): void;
}

/** What a host gives to `initialize`. */
export interface InitializeContext {
  readonly model: WidgetModel;
}

/** What a host gives to `render`. */
export interface RenderContext extends InitializeContext {
  readonly el: HTMLElement;
}
