import { Widget } from "@lumino/widgets";
import { defineRunList, tagOf, type ListedRun, type RunEvent, type RunList } from "../ui/index.js";
import type { IRuns } from "./tokens.js";

/** The panel of the sidebar: the list of all runs. */
export class RunsPanel extends Widget {
  readonly #runs: IRuns;
  readonly #list: RunList;

  constructor(runs: IRuns, openNotebook: (path: string) => void) {
    super();
    defineRunList();
    this.id = "adaptive-scheduler-runs";
    this.addClass("adaptive-scheduler-panel");
    this.title.caption = "Adaptive Scheduler: runs of all kernels";
    this.title.iconClass = "adaptive-scheduler-icon";
    this.node.setAttribute("role", "region");
    this.node.setAttribute("aria-label", "Adaptive Scheduler runs");
    // Keys pressed in the list are not the notebook's.
    this.node.setAttribute("data-lm-suppress-shortcuts", "true");
    this.#runs = runs;
    this.#list = document.createElement(tagOf("run-list")) as RunList;
    this.#list.addEventListener("run-open", (event) => {
      const { notebook } = (event as RunEvent).detail;
      if (notebook !== null) openNotebook(notebook);
    });
    this.#list.addEventListener("run-cancel", (event) => void this.#cancel((event as RunEvent).detail));
    const heading = document.createElement("h2");
    heading.textContent = "Adaptive Scheduler";
    this.node.append(heading, this.#list);
    runs.changed.connect(this.#update, this);
    this.#update();
  }

  override dispose(): void {
    this.#runs.changed.disconnect(this.#update, this);
    super.dispose();
  }

  #update(): void {
    this.#list.runs = this.#runs.runs;
    this.#list.loading = this.#runs.isLoading;
  }

  async #cancel(run: ListedRun): Promise<void> {
    try {
      this.#list.message = null;
      await this.#runs.cancel(run);
    } catch (error) {
      this.#list.message = `${run.snapshot.jobName} could not be cancelled: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}
