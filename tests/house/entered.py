"""Which act codes the code can enter: read from the calls that write entries, without running anything.

A call that hands on a parameter makes its own function such a call too. What cannot be read stops the test: a code
that is worked out somewhere else would be a code that nobody can list.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "zhengan"
# The calls that write an entry, and where its act code stands among their arguments.
FIRST = {"Telling": ("act", 0), "acts.note": ("act", 0), "finish": ("act", 1), "telling": ("act", 1)}


@dataclass
class Module:
    """One file: its calls, its constants, and the functions that only hand a code on."""

    path: Path
    tree: ast.Module
    constants: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "Module":
        found = cls(path, ast.parse(path.read_text(encoding="utf-8")))
        for node in found.tree.body:
            if isinstance(node, ast.Assign):
                found.constants |= dict(_constants(node))
        return found

    def imports_note(self) -> bool:
        """Whether `note` here is the one that writes entries; the checks have another."""
        return any(
            isinstance(node, ast.ImportFrom)
            and (node.module or "").startswith("zhengan.kernel.acts")
            and any(name.name == "note" for name in node.names)
            for node in ast.walk(self.tree)
        )


def _constants(node: ast.Assign) -> Iterator[tuple[str, str]]:
    for target in node.targets:
        pairs = [(target, node.value)]
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = list(zip(target.elts, node.value.elts, strict=True))
        for name, value in pairs:
            if isinstance(name, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield name.id, value.value


def codes() -> dict[str, str]:
    """Return each code that can be entered with the place that enters it; `move:` stands for all that begin so."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            found |= _of(Module.read(path))
    return found


def _of(module: Module) -> dict[str, str]:
    sinks = dict(FIRST)
    if module.imports_note():
        sinks["note"] = ("act", 0)
    found: dict[str, str] = {}
    grown = True
    while grown:
        grown = False
        for function, call in _calls(module.tree):
            name = _name(call.func)
            if name not in sinks:
                continue
            keyword, place = sinks[name]
            value = next((one.value for one in call.keywords if one.arg == keyword), None)
            value = value or (call.args[place] if len(call.args) > place else None)
            if value is None:
                raise LookupError(f"{module.path}:{call.lineno}: no act")
            parameters = _parameters(function)
            if isinstance(value, ast.Name) and value.id in parameters:
                handed_on = (value.id, parameters.index(value.id))
                if function.name not in sinks:
                    sinks[function.name] = handed_on
                    grown = True
                continue
            for code in _said(module, value):
                found.setdefault(code, f"{module.path.relative_to(PACKAGE)}:{call.lineno}")
    return found


def _calls(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef, ast.Call]]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call):
                    yield function, node


def _parameters(function: ast.FunctionDef) -> list[str]:
    return [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "acts":
        return f"acts.{function.attr}" if function.attr == "note" else ""
    return function.id if isinstance(function, ast.Name) else ""


def _said(module: Module, value: ast.expr) -> list[str]:
    """The codes that an expression can be. Raises LookupError."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return [value.value]
    if isinstance(value, ast.Name) and value.id in module.constants:
        return [module.constants[value.id]]
    if isinstance(value, ast.IfExp):
        return _said(module, value.body) + _said(module, value.orelse)
    if isinstance(value, ast.JoinedStr) and isinstance(value.values[0], ast.Constant):
        return [str(value.values[0].value)]
    if isinstance(value, ast.Attribute):  # a property of this file
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef) and node.name == value.attr and isinstance(node.body[-1], ast.Return):
                return _said(module, node.body[-1].value or value)
    raise LookupError(f"{module.path}:{value.lineno}: which act is {ast.unparse(value)}?")
