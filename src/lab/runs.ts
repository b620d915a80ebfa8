import type { Kernel, KernelSpec, ServiceManager, Session } from "@jupyterlab/services";
import type { IDisposable } from "@lumino/disposable";
import { Signal, type ISignal } from "@lumino/signaling";
import { isOver } from "../protocol/index.js";
import type { ListedRun } from "../ui/index.js";
import { KernelLine } from "./kernel-line.js";
import type { IRuns } from "./tokens.js";

const LANGUAGES: readonly string[] = ["typescript", "javascript"];

/** Follows every tslab kernel that runs on the server, whichever page or notebook started it. */
export class Runs implements IRuns, IDisposable {
  readonly #services: ServiceManager.IManager;
  readonly #lines = new Map<string, KernelLine>();
  readonly #changed = new Signal<this, void>(this);
  readonly #ended = new Signal<this, ListedRun>(this);
  /** Runs that were seen to go on, so that only an end that happens now is told. */
  readonly #going = new Set<string>();
  #isLoading = true;
  #isDisposed = false;

  constructor(services: ServiceManager.IManager) {
    this.#services = services;
    services.kernels.runningChanged.connect(this.#kernelsChanged, this);
    services.sessions.runningChanged.connect(this.#tell, this);
    void Promise.all([services.kernels.ready, services.kernelspecs.ready, services.sessions.ready])
      .then(() => this.#kernelsChanged())
      .then(() => Promise.all([...this.#lines.values()].map((line) => line.looked)))
      .finally(() => {
        this.#isLoading = false;
        this.#tell();
      });
  }

  get runs(): readonly ListedRun[] {
    const sessions = [...this.#services.sessions.running()];
    return [...this.#lines].flatMap(([kernelId, line]) =>
      [...line.runs].map((snapshot) => {
        const session = sessions.find((one) => one.kernel?.id === kernelId);
        return { kernelId, notebook: notebookOf(session), connected: line.isConnected, snapshot };
      }),
    );
  }

  get isLoading(): boolean {
    return this.#isLoading;
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  get changed(): ISignal<this, void> {
    return this.#changed;
  }

  get ended(): ISignal<this, ListedRun> {
    return this.#ended;
  }

  async cancel(run: ListedRun): Promise<void> {
    const line = this.#lines.get(run.kernelId);
    if (line === undefined) throw new Error("The kernel of this run is gone.");
    await line.cancel(run.snapshot.runId);
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    Signal.clearData(this);
    for (const line of this.#lines.values()) line.dispose();
    this.#lines.clear();
  }

  #kernelsChanged(): void {
    const running = [...this.#services.kernels.running()];
    for (const model of running) {
      if (!this.#lines.has(model.id) && this.#isTslab(model)) this.#add(model);
    }
    for (const [id, line] of this.#lines) {
      if (running.some((model) => model.id === id)) continue;
      this.#lines.delete(id);
      line.dispose();
    }
    this.#tell();
  }

  #isTslab({ name }: Kernel.IModel): boolean {
    const specs: KernelSpec.ISpecModels | null = this.#services.kernelspecs.specs;
    const language = specs?.kernelspecs[name]?.language;
    return language === undefined ? /^(ts|js)lab/.test(name) : LANGUAGES.includes(language.toLowerCase());
  }

  #add(model: Kernel.IModel): void {
    const line = new KernelLine(this.#services.kernels.connectTo({ model, handleComms: false }));
    this.#lines.set(model.id, line);
    line.changed.connect(this.#tell, this);
  }

  #tell(): void {
    if (this.#isDisposed) return;
    this.#changed.emit();
    for (const run of this.runs) {
      const { runId, status } = run.snapshot;
      if (!isOver(status)) this.#going.add(runId);
      else if (this.#going.delete(runId)) this.#ended.emit(run);
    }
  }
}

function notebookOf(session: Session.IModel | undefined): string | null {
  return session?.type === "notebook" ? session.path : null;
}
