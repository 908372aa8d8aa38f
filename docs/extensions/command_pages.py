"""The page of the command line: every verb with its arguments, options and defaults, from typer.

A verb that no hand-written page explains is a warning, and so fails the strict build.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from sphinx.application import Sphinx
from sphinx.util import logging

# Pages that mention commands without explaining them: what they print when something is wrong, and why.
NO_EXPLANATION = {"errors.md", "decisions.md", "changelog.md", "index.md", "json.md"}


def verbs(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Every visible verb below a command, groups before their own, by its full name."""
    for short, verb in getattr(command, "commands", {}).items():
        if not verb.hidden:
            yield f"{name} {short}", verb
            yield from verbs(verb, f"{name} {short}")


def hand_written(docs: Path) -> dict[str, str]:
    """Name and text of the pages that explain; the README is the start page."""
    pages = {"index.md": (docs.parent / "README.md").read_text()}
    return pages | {page.name: page.read_text() for page in docs.glob("*.md") if page.name not in NO_EXPLANATION}


def explained_in(verb: str, pages: dict[str, str]) -> list[str]:
    """The pages in which the verb occurs as it is typed."""
    typed = re.compile(rf"{re.escape(verb)}(?![\w-])")
    return sorted(name for name, text in pages.items() if typed.search(text))


def page(command: Any, name: str, pages: dict[str, str]) -> str:
    """The whole page, as Markdown: a heading for each panel of `--help`, below it its verbs."""
    panels: dict[str, list[str]] = {}
    panel = ""
    for full, verb in verbs(command, name):
        panel = verb.rich_help_panel if full.count(" ") == 1 else panel
        panels.setdefault(panel, []).extend(_section(full, verb, explained_in(full, pages)))
    lines = ["# Commands", "", f"Made from the command line itself; `{name} VERB --help` says the same.", ""]
    return "\n".join([*lines, *(line for panel in panels for line in (f"## {panel}", "", *panels[panel]))])


def _section(name: str, verb: Any, pages: list[str]) -> list[str]:
    """One verb. The heading of a group's verb is as high as the group's, so that each is an entry of the contents."""
    context = typer.Context(verb, info_name=name)
    usage = " ".join([name, *verb.collect_usage_pieces(context)])
    lines = [f"### {name}", "", verb.help or "", "", f"    {usage}", ""]
    rows = [_row(parameter, context) for parameter in verb.params if not getattr(parameter, "hidden", False)]
    if rows:
        lines += ["| argument or option | what | default |", "| --- | --- | --- |", *rows, ""]
    links = ", ".join("[Start](../index.md)" if page == "index.md" else f"[](../{page})" for page in pages)
    return [*lines, f"Explained in: {links}.", ""] if pages else lines


def _row(parameter: Any, context: typer.Context) -> str:
    if parameter.param_type_name == "argument":
        shown = f"`{parameter.name}`" + ("" if parameter.required else ", may be left out")
    else:
        value = "" if parameter.is_flag else f" {parameter.display_type_rich(ctx=context)}"
        shown = ", ".join(f"`{option}{value}`" for option in [*parameter.opts, *parameter.secondary_opts])
        shown += ", several times" if parameter.multiple else ""
    default = parameter.get_default(context)
    said = "" if default is None or default is False or default == [] else f"`{default}`"
    return f"| {_cell(shown)} | {_cell(parameter.help or '')} | {_cell(said)} |"


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ")


def _write(app: Sphinx) -> None:
    from fitflow.cli.main import app as cli

    command: Any = typer.main.get_command(cli)
    pages = hand_written(Path(app.srcdir))
    for name, _ in verbs(command, "fitflow"):
        if not explained_in(name, pages):
            message = "no page in docs/ explains the command `%s`: write a paragraph with that text in it"
            logging.getLogger(__name__).warning(message, name)
    folder = Path(app.srcdir, "generated")
    folder.mkdir(exist_ok=True)
    (folder / "commands.md").write_text(page(command, "fitflow", pages))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("builder-inited", _write)
    return {"parallel_read_safe": True}
