import itertools
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest

from sim.analysis.reference_classes import QuotedShare, ReferenceClass, ReferenceForecast
from sim.base.errors import InputError
from sim.report import Citation, Context, cite, html, write_html
from sim.report.html import Html, safe, tag
from sim.results import Run
from sim.scenario import ScenarioDifference
from tests.support.synthetic import make_run

EVIL = "</script><img src=x onerror=alert(1)>"


class Page(HTMLParser):
    """The tags of a page, and what stands in each script."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] == "script":
            self.scripts[-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def reference() -> ReferenceForecast:
    about = ReferenceClass(
        title="Such treaties",
        beside=["treaty"],
        share=QuotedShare(share=0.05, years=2, low=0.02, high=0.09),
        quoted=True,
        source="a list",
        vintage="2016",
        weight="weak",
        weakness="Few of them.",
    )
    return ReferenceForecast("such", about, 0.05, 0.02, 0.09)


def context(word: str = "") -> Context:
    claim = Citation("a-1", f"A sender may relent. {word}", f"An article {word}", "2016-12-01")
    return Context(
        dispute=f"A dispute {word}",
        headline="treaty",
        changes=(
            ScenarioDifference(
                "set.sender.salience.punishment", None, {"scale": 0.1}, "/h/s.yaml", 9
            ),
            ScenarioDifference("events.order", None, {"do": {"oil": 1.0}, "when": word}, "", 0),
        ),
        claims=(claim,),
        basis={"sender.salience.punishment": (claim,)},
        references=(reference(),),
    )


def titled(run: Run, title: str) -> Run:
    manifest = run.manifest.model_copy(
        update={"scenario": {**run.scenario, "title": title, "why": title}}
    )
    return Run(manifest, {name: run.table(name) for name in ("outcomes", "quarters", "draws")})


RUN, BASE = make_run(shift=0.1), make_run()
WHOLE = html(RUN, BASE, context())


def test_the_headline_comes_first_with_all_its_doubt() -> None:
    said = WHOLE.index("Treaty: 20 of 100 worlds (unlikely, 20–45\u00a0%); baseline 11;")
    assert said < WHOLE.index("<h2>")
    assert "range over uncertain forms" in WHOLE
    assert "reference classes 2–9" in WHOLE


def test_changes_stand_with_place_and_claims() -> None:
    changes = WHOLE[WHOLE.index('id="changes"') : WHOLE.index('id="levels"')]
    assert "set.sender.salience.punishment" in changes
    assert "s.yaml, line 9" in changes
    assert "/h/" not in changes
    assert "A sender may relent." in changes
    assert "a-1, An article , 2016-12-01" in changes


def test_every_section_is_linked_and_there() -> None:
    page = Page(WHOLE)
    anchors = [a["href"] for a in page.all("a") if (a["href"] or "").startswith("#")]
    ids = [f"#{attributes['id']}" for _, attributes in page.tags if "id" in attributes]
    assert set(anchors) <= set(ids)
    assert len(ids) == len(set(ids))
    for section in (
        "answers",
        "changes",
        "levels",
        "differences",
        "timing",
        "paths",
        "numbers",
        "forms",
        "outside",
        "limits",
        "record",
    ):
        assert f"#{section}" in ids


def test_nothing_is_fetched() -> None:
    page = Page(WHOLE)
    for _, attributes in page.tags:
        assert "src" not in attributes
        assert not (attributes.get("href") or "#").startswith(("http", "//"))
    assert not page.all("link")
    assert "default-src 'none'" in WHOLE
    assert "@import" not in WHOLE.partition("</style>")[0]


def test_plotly_stands_there_once_and_every_figure_has_its_place() -> None:
    page = Page(WHOLE)
    assert sum("Plotly.newPlot" in script and len(script) < 1000 for script in page.scripts) == 1
    assert sum(len(script) > 1_000_000 for script in page.scripts) == 1
    figures = [a["data-plot"] for a in page.all("script") if "data-plot" in a]
    holders = [a for a in page.all("div") if a.get("class") == "plot"]
    assert [a["id"] for a in holders] == figures
    assert all(a["role"] == "img" and a["aria-label"] for a in holders)
    assert len(page.all("figcaption")) == len(figures) >= 6
    for script, attributes in zip(page.scripts, page.all("script"), strict=True):
        if "data-plot" in attributes:
            assert set(json.loads(script)) == {"data", "layout"}


def test_what_people_typed_is_text() -> None:
    text = html(titled(RUN, EVIL), BASE, context(EVIL))
    assert "<img" not in text.partition("<script")[0]
    assert "onerror" not in json.dumps(Page(text).tags)
    assert Page(text).all("img") == []


def test_a_base_itself_has_no_changes() -> None:
    text = html(BASE)
    assert 'id="changes"' not in text
    assert 'id="differences"' not in text
    assert "this run is a base itself" in text


def test_headings_go_down_by_one() -> None:
    levels = [int(name[1]) for name, _ in Page(WHOLE).tags if re.fullmatch(r"h[1-6]", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels))


def test_the_page_is_written_whole(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    write_html(file, RUN, BASE, context())
    assert file.read_text(encoding="utf-8") == WHOLE
    assert [path.name for path in file.parent.iterdir()] == ["report.html"]


def test_nothing_is_written_where_the_runs_do_not_pair(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be paired"):
        write_html(tmp_path / "report.html", make_run(10, shift=0.1), make_run(20))
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        write_html(tmp_path / "folder", make_run(10))
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_text_is_escaped_and_html_is_kept() -> None:
    assert safe("a < b & 5 %") == "a &lt; b &amp; 5\u00a0%"
    assert tag("p", Html("<b>x</b>"), "<i>", class_='"q"') == (
        '<p class="&quot;q&quot;"><b>x</b>&lt;i&gt;</p>'
    )


def test_claims_are_cited_with_article_and_date() -> None:
    claim = SimpleNamespace(id="a-1", text="A sender may relent.")
    article = SimpleNamespace(title="A title", outlet="An outlet", date="2016-12-01")
    evidence = MagicMock()
    evidence.__getitem__.return_value = claim
    evidence.article.return_value = article
    assert cite(evidence, ["a-1"]) == (
        Citation("a-1", "A sender may relent.", "A title, An outlet", "2016-12-01"),
    )
