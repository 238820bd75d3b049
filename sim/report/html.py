"""HTML that escapes what it is given, and the frame of the page."""

import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path

from plotly.io.json import to_json_plotly  # type: ignore[import-untyped]
from plotly.offline import get_plotlyjs  # type: ignore[import-untyped]

from sim.base.errors import InputError, Problem
from sim.base.page_files import HEAD, check_place
from sim.figures.style import CONFIG, Figure


class Html(str):
    """Text that is HTML already; all other text is escaped."""

    __slots__ = ()


def safe(content: object) -> Html:
    """Content as HTML: kept if it is HTML, escaped if it is not; a percent sign stays with it."""
    if isinstance(content, Html):
        return content
    return Html(escape(str(content)).replace(" %", "\u00a0%"))


def join(parts: Iterable[object], between: str = "\n") -> Html:
    """Several contents, one after the other."""
    return Html(between.join(safe(part) for part in parts))


def tag(name: str, *content: object, **attributes: str) -> Html:
    """An element; `class_` stands for class, `aria_label` for aria-label."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value
    )
    return Html(f"<{name}{given}>{join(content, '')}</{name}>")


def items(contents: Sequence[object], **attributes: str) -> Html:
    """A list; nothing where it would be empty."""
    if not contents:
        return Html("")
    return tag("ul", *(tag("li", content) for content in contents), **attributes)


def table(
    heads: Sequence[str],
    rows: Sequence[Sequence[object]],
    caption: object,
    numbers: Iterable[int] = (),
    class_: str = "",
) -> Html:
    """A table whose first column names its rows.

    numbers : places of the columns that hold numbers
    """
    right = set(numbers)
    top = tag(
        "tr",
        *(
            tag("th", head, scope="col", class_="number" if i in right else "")
            for i, head in enumerate(heads)
        ),
    )
    body = [
        tag(
            "tr",
            tag("th", row[0], scope="row"),
            *(
                tag("td", cell, class_="number" if i in right else "")
                for i, cell in enumerate(row[1:], start=1)
            ),
        )
        for row in rows
    ]
    parts = (tag("caption", caption), tag("thead", top), tag("tbody", *body))
    return tag("div", tag("table", *parts, class_=class_), class_="scroll", tabindex="0")


def header(
    kicker: Iterable[str], title: str, parts: Iterable[object], facts: Iterable[tuple[str, str]]
) -> Html:
    """What opens a page.

    kicker : where it belongs, in a few words each; empty ones are left out
    parts : what it says first; facts : (name, value) of the run, last
    """
    return tag(
        "header",
        tag("p", " · ".join(part for part in kicker if part), class_="kicker"),
        tag("h1", title),
        *parts,
        tag(
            "dl",
            *(tag("div", tag("dt", name), tag("dd", value)) for name, value in facts),
            class_="facts",
        ),
    )


class Pictures:
    """The figures of a page, each drawn where it stands by the one script at its end."""

    def __init__(self) -> None:
        self._drawn: list[Html] = []

    def show(self, figure: Figure, title: str, said: str, caption: object, source: str) -> Html:
        """A figure with its heading, caption and data source.

        said : what the picture shows, in words, for those who do not see it
        """
        name = f"figure-{len(self._drawn) + 1}"
        holder = tag(
            "div",
            id=name,
            class_="plot",
            role="img",
            aria_label=said,
            style=f"height:{figure['layout']['height']}px",
        )
        # to_json_plotly writes <, > and / as escapes, so that no text can end the script.
        data = Html(to_json_plotly(figure))
        script = tag("script", data, type="application/json", data_plot=name)
        self._drawn.append(script)
        note = tag("figcaption", caption, " ", tag("span", f"Data: {source}.", class_="source"))
        return tag("figure", tag("h3", title), holder, note)

    def scripts(self) -> Html:
        """The figures' data, Plotly once, and what draws them."""
        config = Html(json.dumps(CONFIG))
        return join(
            [
                *self._drawn,
                tag("script", Html(get_plotlyjs())),
                tag("script", Html(f"const config = {config};\n{_asset('page.js')}")),
            ]
        )


def frame(
    title: str,
    head: Html,
    parts: Sequence[tuple[str, str, Html]],
    pictures: Pictures,
    *,
    alone: bool,
) -> str:
    """The whole page.

    parts : (anchor, heading, content) of each section
    alone : without a base, so that the run itself takes the base's colour
    """
    links = items([tag("a", heading, href=f"#{anchor}") for anchor, heading, _ in parts])
    body = join(
        [
            tag("a", "Skip to the report", href="#report", class_="skip"),
            tag("nav", links, aria_label="Contents"),
            tag(
                "main",
                head,
                *(
                    tag("section", tag("h2", heading), content, id=anchor)
                    for anchor, heading, content in parts
                ),
                id="report",
            ),
            pictures.scripts(),
        ]
    )
    return (
        f"{HEAD}"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_asset('page.css')}</style>\n</head>\n"
        f"<body{' class=alone' if alone else ''}>\n{body}\n</body>\n</html>\n"
    )


def write(path: Path, text: str) -> None:
    """Write a page to a file, whole or not at all; of what stands there it replaces only a page.

    Raises InputError where it cannot be written.
    """
    check_place(path)
    part = ""
    try:
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(part).chmod(0o666 & path.parent.stat().st_mode)  # mkstemp's is for its owner only
        Path(part).replace(path)
    except OSError as error:
        what = f"{path} cannot be written: {error.strerror}"
        raise InputError([Problem(what, cure="name another file with --html")]) from error
    finally:
        if part:
            Path(part).unlink(missing_ok=True)


@cache
def _asset(name: str) -> str:
    return files("sim.report").joinpath(name).read_text(encoding="utf-8")


def side_by_side(content: Html) -> Html:
    """Pictures side by side where there is room."""
    return tag("div", content, class_="pair") if content else content
