import type { BrowserContext, Locator, Page } from "playwright-core";

/** The notebook that is on top. */
const SHOWN = ".jp-NotebookPanel:not(.lm-mod-hidden)";

/** A notebook open in JupyterLab, driven as a person does. */
export interface NotebookPage {
  readonly page: Page;
  /** The cell in its place. */
  cell(index: number): Locator;
  /** Runs a cell with the keyboard. */
  run(index: number): Promise<void>;
  /** The widget under a cell. */
  widget(index: number): Locator;
  save(): Promise<void>;
  restartKernel(): Promise<void>;
  /** Errors that the page reported. */
  readonly faults: readonly string[];
}

/** Opens a notebook and waits for its kernel. */
export async function openNotebook(context: BrowserContext, url: string): Promise<NotebookPage> {
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  await page.goto(url);
  await kernelIdle(page, nameIn(url));
  return notebookPage(page, faults);
}

function nameIn(url: string): string {
  return /tree\/([^?]*)/.exec(url)?.[1] ?? "";
}

/** Waits until a notebook (any, for no name) is on top and its kernel connected and idle. */
export async function kernelIdle(page: Page, name = ""): Promise<void> {
  await page.locator(`${SHOWN} .jp-CodeCell`).first().waitFor();
  await page.waitForFunction((wanted) => {
    interface App {
      shell: { currentWidget?: { context?: { path: string }; sessionContext?: SessionContext } };
    }
    interface SessionContext {
      isReady: boolean;
      session?: { kernel?: { status: string; connectionStatus: string } };
    }
    const shown = (globalThis as unknown as { jupyterapp?: App }).jupyterapp?.shell.currentWidget;
    if (shown?.sessionContext?.isReady !== true || (wanted !== "" && shown.context?.path !== wanted))
      return false;
    const kernel = shown.sessionContext.session?.kernel;
    return kernel?.connectionStatus === "connected" && kernel.status === "idle";
  }, name);
}

function notebookPage(page: Page, faults: readonly string[]): NotebookPage {
  const cell = (index: number): Locator => page.locator(`${SHOWN} .jp-Notebook .jp-Cell`).nth(index);
  return {
    page,
    faults,
    cell,
    widget: (index) => cell(index).locator("adaptive-run-v1").first(),
    run: async (index) => {
      await kernelIdle(page);
      const prompt = cell(index).locator(".jp-InputPrompt").first();
      const before = await prompt.innerText();
      await cell(index).locator(".cm-content").click();
      await cell(index).locator(".cm-content:focus").waitFor();
      await page.keyboard.press("Control+Enter");
      await prompt.filter({ hasText: /\[(\d+|\*)\]/, hasNotText: before }).waitFor();
    },
    save: async () => {
      await page.keyboard.press("Control+s");
      await page.locator(".lm-DockPanel-tabBar .lm-mod-current.jp-mod-dirty").waitFor({ state: "detached" });
    },
    restartKernel: async () => {
      await page.locator(".lm-MenuBar-item", { hasText: "Kernel" }).click();
      await page.locator(".lm-Menu-item[data-command='kernelmenu:restart']").click();
      await page.getByRole("dialog").getByRole("button", { name: "Confirm Kernel Restart" }).click();
    },
  };
}
