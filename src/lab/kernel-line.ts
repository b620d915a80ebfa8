import { KernelMessage, type Kernel } from "@jupyterlab/services";
import { PromiseDelegate, UUID } from "@lumino/coreutils";
import type { IDisposable } from "@lumino/disposable";
import { Poll } from "@lumino/polling";
import { Signal, type ISignal } from "@lumino/signaling";
import { RUNS_TARGET, type RunsMessage, type Snapshot } from "../protocol/index.js";
import { Requests } from "../widget/index.js";

const CHECK_MS = 10_000;
const MAX_CHECK_MS = 60_000;

/**
 * Follows the runs of one kernel.
 *
 * The comm is spoken by hand, on a connection with comms off: of all connections of a page to a kernel one
 * only may handle comms, and that is the notebook's, for its widgets. Nothing is opened before the kernel
 * has said that it serves the target, because a kernel without comms prints a warning into a cell.
 */
export class KernelLine implements IDisposable {
  readonly #kernel: Kernel.IKernelConnection;
  readonly #requests: Requests;
  readonly #runs = new Map<string, Snapshot>();
  readonly #changed = new Signal<this, void>(this);
  readonly #looked = new PromiseDelegate<void>();
  // A restart that another connection asked for is not told to this one: whether the kernel still has our
  // comm is the only sign.
  readonly #check = new Poll({
    name: "adaptive-scheduler:kernel-line",
    factory: () => (this.#commId === null ? Promise.resolve() : this.#look()),
    frequency: { interval: CHECK_MS, backoff: true, max: MAX_CHECK_MS },
    standby: "when-hidden",
  });
  #commId: string | null = null;
  #isDisposed = false;

  constructor(kernel: Kernel.IKernelConnection) {
    this.#kernel = kernel;
    this.#requests = new Requests((request) => this.#send("comm_msg", request));
    kernel.iopubMessage.connect(this.#heard, this);
    kernel.statusChanged.connect(this.#statusChanged, this);
    void this.#look().finally(() => this.#looked.resolve());
  }

  /** Snapshots of the kernel's runs. */
  get runs(): Iterable<Snapshot> {
    return this.#runs.values();
  }

  get isConnected(): boolean {
    return this.#commId !== null && !this.#isDisposed;
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  get changed(): ISignal<this, void> {
    return this.#changed;
  }

  /** Resolves when the kernel was asked for the first time, whatever it said. */
  get looked(): Promise<void> {
    return this.#looked.promise;
  }

  /** Cancels a run. */
  async cancel(runId: string): Promise<void> {
    if (!this.isConnected) throw new Error("The kernel is gone.");
    await this.#requests.call("cancel", {}, undefined, runId);
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#check.dispose();
    if (this.#commId !== null) this.#send("comm_close", {});
    this.#lost();
    Signal.clearData(this);
    this.#kernel.dispose();
  }

  async #look(): Promise<void> {
    try {
      const reply = await this.#kernel.requestCommInfo({ target_name: RUNS_TARGET });
      const comms = (reply.content as { comms?: object }).comms ?? {};
      if (this.#commId !== null && !Object.hasOwn(comms, this.#commId)) this.#lost();
      if (Object.keys(comms).length > 0) this.#open();
    } catch {
      // The kernel went away while it was asked; there is nothing to follow.
    }
  }

  #open(): void {
    if (this.#isDisposed || this.#commId !== null) return;
    this.#commId = UUID.uuid4();
    this.#runs.clear();
    this.#send("comm_open", {}, { target_name: RUNS_TARGET });
  }

  #send(msgType: "comm_open" | "comm_msg" | "comm_close", data: object, more: object = {}): void {
    if (this.#commId === null || this.#kernel.isDisposed) return;
    // All three types of comm messages are made alike; the overloads want one at a time.
    const message = KernelMessage.createMessage<KernelMessage.ICommMsgMsg<"shell">>({
      msgType: msgType as "comm_msg",
      channel: "shell",
      username: this.#kernel.username,
      session: this.#kernel.clientId,
      content: { comm_id: this.#commId, ...more, data: data as never },
    });
    this.#kernel.sendShellMessage(message, false, true);
  }

  #heard(_: unknown, message: KernelMessage.IIOPubMessage): void {
    const { msg_type: type } = message.header;
    if (type !== "comm_msg" && type !== "comm_close") return;
    const { comm_id: id, data } = message.content as { comm_id: string; data: unknown };
    if (id === RUNS_TARGET) {
      // New runs; maybe of a new process, which does not know our comm.
      if (this.#commId !== null) this.#send("comm_close", {});
      this.#commId = null;
      return this.#open();
    }
    if (id !== this.#commId) return;
    if (type === "comm_close") return this.#lost();
    if (this.#requests.take(data, [])) return;
    const { runs } = data as Partial<RunsMessage>;
    if (!Array.isArray(runs)) return;
    for (const run of runs as Snapshot[]) this.#runs.set(run.runId, run);
    this.#changed.emit();
  }

  #statusChanged(_: unknown, status: Kernel.Status): void {
    if (
      status === "restarting" ||
      status === "autorestarting" ||
      status === "dead" ||
      status === "terminating"
    ) {
      this.#lost();
    }
  }

  #lost(): void {
    this.#commId = null;
    this.#requests.fail("The kernel is gone.");
    if (!this.#isDisposed) this.#changed.emit();
  }
}
