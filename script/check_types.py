"""Check that the functions others call say what they take and give: every public one of hub/, */actions.py and */policy.py."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COVERED = ("hub/**/*.py", "*/actions.py", "*/actions/*.py", "*/policy.py")
SKIPPED = {"migrations", "tests", "node_modules"}


def files() -> list[Path]:
    """The Python files whose public functions carry types."""
    found = {path for pattern in COVERED for path in ROOT.glob(pattern)}
    return sorted(path for path in found if not SKIPPED & set(path.relative_to(ROOT).parts))


def untyped(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """The names of the arguments without a type, and `return` if that has none; star arguments may do without."""
    arguments = function.args
    names = [
        argument.arg
        for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        if argument.annotation is None
    ]
    return names if function.returns else [*names, "return"]


def faults(path: Path) -> list[str]:
    """One line for each public function of the file that leaves something untyped."""
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.name}() has no type for {', '.join(names)}"
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")
        if (names := untyped(node))
    ]


found = [fault for path in files() for fault in faults(path)]
print("\n".join(found), end="\n" if found else "")
sys.exit(bool(found))
