"""Runs a notebook in its kernel and writes the executed copy: run-notebook.py INPUT OUTPUT FOLDER."""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError


def error_text(error: CellExecutionError) -> str:
    """What the cell said, without nbclient's frame around it."""
    return f"{error.ename}: {error.evalue}\n{error.traceback}"


def main(source: str, target: str, folder: str) -> int:
    notebook = nbformat.read(source, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=None,
        kernel_name="tslab",
        store_widget_state=False,
        resources={"metadata": {"path": folder}},
    )
    failed = None
    try:
        client.execute()
    except CellExecutionError as error:
        failed = error_text(error)
    finally:
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, target)
    if failed:
        print(failed)
        return 1
    # tslab reports some failures only as text on stderr: a cell that does not compile, say.
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                print(f"cell {number}: {output.ename}: {output.evalue}")
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
