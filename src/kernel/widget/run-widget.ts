import { isOver, type RunView, type Snapshot } from "../../protocol/index.js";
import type { CommHub } from "../comm/hub.js";
import { throttle } from "../throttle.js";
import { changedFields } from "./changes.js";
import { anywidgetState, type WidgetModule } from "./anywidget-state.js";
import { WidgetModel } from "./model.js";
import { answerRequest } from "./requests.js";

/** At most 4 updates a second. */
const UPDATE_INTERVAL_MS = 250;
/** A message may be lost in a burst of others; a whole state this long after a change makes up for it. */
const FULL_INTERVAL_MS = 10_000;

/**
 * Makes the model of a run's live widget: an anywidget, whose fields are those of the snapshot.
 *
 * It follows the run until that is over, and answers its views for as long as the kernel lives.
 */
export function makeRunWidget(hub: CommHub, view: RunView, module: WidgetModule): WidgetModel {
  let sent: Snapshot | null = view.snapshot();
  const model = new WidgetModel(
    hub,
    { ...anywidgetState(module, "run"), started: sent !== null, ...sent },
    {
      onCustom: (content) => {
        if (content["method"] === "refresh") sendAll();
        void answerRequest(view, content, (reply, buffers) => model.send(reply, buffers));
      },
    },
  );
  let full: NodeJS.Timeout | null = null;
  const sendAll = (): void => {
    full = null;
    sent = view.snapshot();
    if (sent !== null) model.set({ started: true, ...sent });
  };
  const update = throttle(() => {
    const next = view.snapshot();
    if (next === null) return;
    const changed = changedFields(sent, next);
    if (sent === null) changed["started"] = true;
    sent = next;
    if (Object.keys(changed).length > 0) model.set(changed);
    if (full === null) full = setTimeout(sendAll, FULL_INTERVAL_MS).unref();
  }, UPDATE_INTERVAL_MS);
  const unsubscribe = view.onSnapshot((snapshot) => {
    if (!model.isOpen) return unsubscribe();
    update.request();
    if (isOver(snapshot.status)) update.flush();
  });
  return model;
}
