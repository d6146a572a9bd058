"""What nbgrader reads off executed cells: a program that takes cells and a maximum as JSON, and prints the grades."""

# In a process of its own: the kernel's packages warn about themselves, and a warning is an error here.
GRADER = """
import json, sys
import nbformat
from nbclient import NotebookClient
from nbgrader.utils import determine_grade

sources, maximum = json.load(sys.stdin)
cells = [nbformat.v4.new_code_cell(source) for source in sources]
for number, cell in enumerate(cells[1:]):
    meta = {"grade": True, "solution": False, "points": maximum, "grade_id": f"c{number}", "locked": True}
    cell.metadata["nbgrader"] = {**meta, "schema_version": 3}
notebook = nbformat.v4.new_notebook(cells=cells)
NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
grades = [determine_grade(cell)[0] for cell in cells[1:]]
print(json.dumps([grades, [sorted(output.get("data", {})) for cell in cells[1:] for output in cell.outputs]]))
"""
