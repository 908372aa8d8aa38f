"""The API: one page for each package, from the sources as they are at build time.

Sources are parsed and never imported, so that no framework is loaded. A folder that is there twice, by a symbolic link,
is shown once, under the first name that it is met by.
"""

import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import griffe
from sphinx.application import Sphinx

INDEX = """# API

One page for each package, made from the docstrings of its modules.

```{{toctree}}
:maxdepth: 1

{entries}
```
"""


def packages(root: Path) -> Iterator[tuple[str, Path]]:
    """Name and folder of every package that the wheel ships, `fitflow` and what it links to before others."""
    shipped = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    seen: set[Path] = set()
    for top in sorted({"fitflow", *shipped["packages"]}, key=lambda name: (name != "fitflow", name)):
        yield from _below(top, root / top, seen)


def _below(name: str, folder: Path, seen: set[Path]) -> Iterator[tuple[str, Path]]:
    if folder.resolve() in seen or not (folder / "__init__.py").is_file():
        return
    seen.add(folder.resolve())
    yield name, folder
    for child in sorted(folder.iterdir()):
        if child.is_dir():
            yield from _below(f"{name}.{child.name}", child, seen)


def package_page(name: str, folder: Path, ours: set[str]) -> str:
    """A package's page: its own docstring, and a section for each module; `ours` are the names of top packages."""
    files = sorted(file for file in folder.glob("*.py") if not file.name.startswith("_"))
    own, *modules = [_parsed(name, file, ours) for file in (folder / "__init__.py", *files)]
    sections = [_module(module) for module in modules]
    return "\n\n".join([f"# Package {name}", f"```{{py:module}} {name}\n```", *_contents(own), *sections, ""])


def _parsed(package: str, file: Path, ours: set[str]) -> griffe.Module:
    name = package if file.name == "__init__.py" else f"{package}.{file.stem}"
    options: griffe.GoogleOptions = {"warnings": False}
    text = file.read_text()
    lines = griffe.LinesCollection()
    lines[file] = text.splitlines()
    module = griffe.visit(
        name, file, text, docstring_parser="google", docstring_options=options, lines_collection=lines
    )
    for found in (module, *module.classes.values()):
        for function in found.functions.values():
            _qualify(function, ours)
    return module


def _qualify(function: griffe.Function, ours: set[str]) -> None:
    function.returns = _qualified(function.returns, ours)
    for parameter in function.parameters:
        parameter.annotation = _qualified(parameter.annotation, ours)
    for section in function.docstring.parsed if function.docstring else ():
        if isinstance(section, griffe.DocstringSectionRaises):
            for item in section.value:
                item.annotation = _qualified(item.annotation, ours)


def _qualified(annotation: griffe.Expr | str | None, ours: set[str]) -> str | None:
    """An annotation in which our own types have their full names: two modules may have a class of one name."""
    if annotation is None or isinstance(annotation, str):
        return annotation
    if not isinstance(annotation, griffe.ExprName | griffe.ExprAttribute):
        return "".join(str(_qualified(part, ours)) for part in annotation.iterate(flat=False))
    path = annotation.canonical_path
    return path if path.partition(".")[0] in ours else str(annotation)


def _module(module: griffe.Module) -> str:
    heading = f"## {module.name.rpartition('.')[2]}"
    return "\n\n".join([heading, f"```{{py:module}} {module.name}\n```", *_contents(module)])


def _contents(module: griffe.Module) -> list[str]:
    """A module's text, and its public classes and functions in the order of the file."""
    own = [member for member in module.members.values() if not member.is_alias and not member.name.startswith("_")]
    classes = [_class(member) for member in own if isinstance(member, griffe.Class)]
    functions = [_function(member, "function") for member in own if isinstance(member, griffe.Function)]
    return [text for text in (_text(module), _exports(module), *classes, *functions) if text]


def _exports(module: griffe.Module) -> str:
    """What a package takes from its modules and gives as its own, one line for each module."""
    homes: dict[str, list[str]] = {}
    for name in map(str, module.exports or []):
        member = module.members.get(name)
        if isinstance(member, griffe.Alias):
            homes.setdefault(member.target_path.rpartition(".")[0], []).append(f"`{name}`")
    return "\n".join(f"- from {{py:mod}}`{home}`: {', '.join(names)}" for home, names in sorted(homes.items()))


def _class(found: griffe.Class) -> str:
    """A class with its public fields as the source writes them, and its public methods."""
    public = [member for name, member in found.members.items() if not name.startswith("_") and not member.is_alias]
    fields = [member for member in public if isinstance(member, griffe.Attribute) and member.annotation is not None]
    fields = [member for member in fields if "property" not in member.labels]
    source = "\n".join(line for member in fields for line in member.lines)
    properties = [_property(member) for member in public if "property" in member.labels]
    methods = [_function(member, "method") for member in public if isinstance(member, griffe.Function)]
    bases = f"({', '.join(map(str, found.bases))})" if found.bases else ""
    block = f"```python\n{_dedented(source)}\n```" if source else ""
    content = [text for text in (_text(found), block, *properties, *methods) if text]
    return _directive("class", found.name + bases, content)


def _dedented(source: str) -> str:
    indent = min(len(line) - len(line.lstrip()) for line in source.splitlines() if line.strip())
    return "\n".join(line[indent:] for line in source.splitlines())


def _property(found: griffe.Object | griffe.Alias) -> str:
    annotation = found.annotation if isinstance(found, griffe.Attribute) else None
    return _directive("property", found.name, [_text(found)], f":type: {annotation}\n" if annotation else "")


def _function(found: griffe.Function, kind: str) -> str:
    signature = " ".join(found.signature(name=found.name).split())
    return _directive(kind, signature, [_text(found)])


def _directive(kind: str, signature: str, content: list[str], options: str = "") -> str:
    """A directive of Sphinx's for Python, with a longer fence than any that it holds."""
    inner = "\n\n".join(part for part in content if part)
    fence = "`" * (max([2, *(len(run) for run in re.findall(r"^`{3,}", inner, flags=re.MULTILINE))]) + 1)
    return f"{fence}{{py:{kind}}} {signature}\n{options}\n{inner}\n{fence}"


def _text(found: griffe.Object | griffe.Alias) -> str:
    """A docstring as Markdown."""
    if found.docstring is None:
        return ""
    parts = [_part(section) for section in found.docstring.parsed]
    return "\n\n".join(part for part in parts if part)


def _part(section: griffe.DocstringSection) -> str:
    match section:
        case griffe.DocstringSectionText():
            return _escaped(section.value)
        case griffe.DocstringSectionRaises():
            return _fields((f"raises {item.annotation}", item.description) for item in section.value)
        case griffe.DocstringSectionParameters() | griffe.DocstringSectionAttributes():
            return _fields((f"param {item.name}", item.description) for item in section.value)
        case griffe.DocstringSectionReturns() | griffe.DocstringSectionYields():
            return _fields((section.kind.value, item.description) for item in section.value)
        case griffe.DocstringSectionAdmonition():
            return f"**{section.title}** {_escaped(section.value.description)}"
        case _:
            return ""


def _fields(items: Iterator[tuple[str, str]]) -> str:
    return "\n".join(f":{name}: {' '.join(_escaped(text).split())}" for name, text in items)


def _escaped(text: str) -> str:
    """Plain text with `code`, as Markdown: what else would mean something to Markdown is shown as it is."""
    lines = text.splitlines()
    return "\n".join(line if line.startswith("    ") else _escaped_line(line) for line in lines)


def _escaped_line(line: str) -> str:
    parts = re.split(r"(`[^`]*`)", line)
    return "".join(part if part.startswith("`") else re.sub(r"([\\*_<\[\]{}|])", r"\\\1", part) for part in parts)


def _write(app: Sphinx) -> None:
    folder = Path(app.srcdir, "generated", "api")
    shutil.rmtree(folder, ignore_errors=True)  # pages of packages that have gone
    folder.mkdir(parents=True)
    found = dict(packages(Path(app.srcdir).resolve().parent))
    ours = {name.partition(".")[0] for name in found}
    for name, source in found.items():
        (folder / f"{name}.md").write_text(package_page(name, source, ours))
    (folder / "index.md").write_text(INDEX.format(entries="\n".join(f"{name} <{name}>" for name in found)))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("builder-inited", _write)
    return {"parallel_read_safe": True}
