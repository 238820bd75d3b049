"""The pages in a real browser: they open, answer, have names, and are reached by keyboard."""

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest

from tests.dashboards.conftest import Server, Visit

MANY = "/relations?subject=few_base&base=-&worlds=2400"  # a run that takes a while
PAGES = ("compare", "whatif", "council", "islands", "relations", "why", "record", "share")

# Roles that a reader of screens announces by their name alone.
NAMED = {
    *("button", "link", "image", "slider", "textbox", "searchbox", "combobox", "checkbox"),
    *("switch", "radio", "radiogroup", "spinbutton", "progressbar", "tab", "dialog", "listbox"),
}

# Contrast of every text that is seen against what stands behind it, as the guidelines reckon it;
# not of what is written onto the marks of a picture, whose colours no style tells.
CONTRAST = """
() => {
  const parse = (c) => {
    const n = (c.match(/[\\d.]+/g) || []).map(Number);
    return n.length < 3 ? null : [n[0], n[1], n[2], n.length > 3 ? n[3] : 1];
  };
  const over = (top, below) => top.slice(0, 3).map((v, i) => v * top[3] + below[i] * (1 - top[3]));
  const light = (c) => {
    const [r, g, b] = c.map((v) => v / 255).map(
      (v) => (v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4)));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c && c[3] > 0) layers.push(c);
      if (c && c[3] === 1) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const faults = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent.trim();
    if (!text || element.closest('script, style, [disabled], [data-disabled]')) continue;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (style.visibility !== 'visible' || style.display === 'none' || !box.width || !box.height)
      continue;
    const svg = element.namespaceURI.endsWith('svg');
    if (svg && element.closest('.annotation, .textpoint, .bars, .heatmap-label')) continue;
    const colour = parse(svg ? style.fill : style.color);
    if (!colour) continue;
    let faint = 1;
    for (let e = element; e; e = e.parentElement) faint *= Number(getComputedStyle(e).opacity);
    if (svg) faint *= Number(style.fillOpacity);
    if (faint === 0) continue;
    const below = behind(svg ? element.closest('svg').parentElement : element);
    const seen = over([...colour.slice(0, 3), colour[3] * faint], below);
    const [a, b] = [light(seen), light(below)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) faults.push(`${text.slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return [...new Set(faults)];
}
"""


@pytest.fixture(scope="module", params=PAGES)
def opened(request: pytest.FixtureRequest, chromium: Any, server: Server) -> Iterator[Visit]:
    """A page that has been opened, to be looked at from several sides."""
    visitor = Visit(chromium, server.home)
    visitor.open(f"/{request.param}")
    yield visitor
    visitor.close()


# Each page, from several sides.


def test_a_page_opens_without_complaint_and_without_asking_elsewhere(opened: Visit) -> None:
    assert opened.faults == []
    assert opened.text("#problems") == opened.text("#misaddressed") == ""
    assert len(opened.text()) > 100
    here = opened.page.get_by_role("navigation", name="Pages").locator("a.here")
    assert here.count() == 1
    assert opened.page.locator("main .wrong").all_inner_texts() == []


def test_every_control_and_picture_has_a_name(opened: Visit) -> None:
    session = opened.context.new_cdp_session(opened.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    seen = [node for node in nodes if not node["ignored"] and node["role"]["value"] in NAMED]
    assert len(seen) > 10
    nameless = [node for node in seen if not node.get("name", {}).get("value", "").strip()]
    markup = [
        session.send("DOM.getOuterHTML", {"backendNodeId": node["backendDOMNodeId"]})["outerHTML"]
        for node in nameless[:5]
    ]
    assert [text[:200] for text in markup] == []
    bare = opened.page.evaluate(
        "() => [...document.querySelectorAll('.js-plotly-plot')]"
        ".filter((e) => !e.closest('[aria-label], [aria-labelledby]')).length"
    )
    assert bare == 0


def test_text_stands_out_from_what_is_behind_it(opened: Visit) -> None:
    opened.page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")  # draws all
    assert opened.page.evaluate(CONTRAST) == []


def test_headings_have_an_order(opened: Visit) -> None:
    levels = opened.page.evaluate(
        "() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]"
        ".filter((e) => e.getClientRects().length).map((e) => Number(e.tagName[1]))"
    )
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert levels[0] == 1
    assert levels.count(1) == 1
    title = opened.text("h1")
    assert opened.page.title() == f"{title} · sim"
    assert opened.page.locator(".top [aria-current=page]").all_inner_texts() == [title]


def test_nothing_sticks_out_of_a_page(opened: Visit) -> None:
    for width in (1920, 1280):
        opened.page.set_viewport_size({"width": width, "height": 900})
        opened.page.wait_for_function(  # pictures follow the window a little later
            "(width) => document.documentElement.scrollWidth <= width", arg=width
        )


def test_every_control_can_be_reached_by_keyboard(opened: Visit) -> None:
    opened.page.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0); }")
    reached = set()
    for _ in range(40):
        opened.page.keyboard.press("Tab")
        reached.add(
            opened.page.evaluate(
                "() => { const e = document.activeElement;"
                " return e.id || e.getAttribute('aria-label') || e.innerText || e.className; }"
            )
        )
        if "pick-draws" in reached and len(reached) > 16:
            break
    assert {"Skip to the page", "pick-subject", "pick-base", "pick-worlds", "pick-draws"} <= reached
    links = {link for link in reached if link in ("Compare", "What-if", "Share")} | {
        link for link in reached if link.startswith('{"path"')
    }
    assert len(links) >= 3


# Moving things.


def sliders(visitor: Visit, group: str) -> Any:
    """The sliders of a group on the what-if page."""
    fold = visitor.page.get_by_role("button", name=group, exact=False).first
    fold.click()
    found = visitor.page.get_by_role("slider")
    found.first.wait_for()
    visitor.calm()
    return found


def does(visitor: Visit, action: Callable[[], object]) -> None:
    """Do something that changes what is run, and wait until it stands there, drawn."""
    before = visitor.page.evaluate("() => window.location.search")
    action()
    visitor.page.wait_for_function("(before) => window.location.search !== before", arg=before)
    visitor.settle()


def move(visitor: Visit, slider: Any, key: str = "End") -> None:
    slider.focus()
    does(visitor, lambda: visitor.page.keyboard.press(key))


def press(visitor: Visit, name: str) -> None:
    does(visitor, visitor.page.get_by_role("button", name=name).click)


def ways(visitor: Visit) -> list[str]:
    """Which ways back and forth are open."""
    names = ("Undo", "Redo", "Reset all")
    buttons = [(name, visitor.page.get_by_role("button", name=name)) for name in names]
    return [name for name, each in buttons if each.get_attribute("aria-disabled") != "true"]


def said(visitor: Visit) -> str:
    return visitor.text("#whatif-said")


def test_a_slider_moves_the_numbers_and_undo_and_redo_go_back_and_forth(visit: Visit) -> None:
    visit.open("/whatif")
    before = said(visit)
    assert ways(visit) == []
    move(visit, sliders(visit, "How actors decide").first)
    after = said(visit)
    assert after != before
    assert ways(visit) == ["Undo", "Reset all"]
    assert "set." in visit.address
    assert "1 change" in visit.text("#edited")
    press(visit, "Undo")
    assert "set." not in visit.address
    assert said(visit) == before
    assert ways(visit) == ["Redo"]
    press(visit, "Redo")
    assert said(visit) == after
    press(visit, "Reset all")
    assert said(visit) == before
    assert visit.text("#edited") == ""


def test_arrow_keys_move_a_slider(visit: Visit) -> None:
    visit.open("/whatif")
    slider = sliders(visit, "How actors decide").first
    before = slider.get_attribute("aria-valuenow")
    assert slider.get_attribute("aria-label")
    move(visit, slider, "ArrowRight")
    assert slider.get_attribute("aria-valuenow") != before


def test_what_a_held_handle_foresees_is_what_comes_of_letting_it_go(visit: Visit) -> None:
    visit.open("/whatif")
    slider = sliders(visit, "How actors decide").first
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    mouse = visit.page.mouse
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    told: list[Any] = []
    visit.page.on("response", lambda one: one.url.endswith("/whatif/ahead") and told.append(one))
    mouse.move(x, y)
    mouse.down()
    with visit.page.expect_response("**/whatif/ahead"):
        mouse.move(x + 40, y, steps=4)
    visit.calm()
    foreseen = told[-1].json()
    figures = (
        "() => [...document.querySelectorAll('#whatif-pictures [data-figure]')]"
        ".map((each) => each.dataset.figure)"
    )
    assert visit.page.evaluate(figures) != foreseen["figures"]  # nothing is shown before
    assert "set." not in visit.address
    does(visit, mouse.up)
    assert "set." in visit.address
    assert visit.page.evaluate(figures) == foreseen["figures"]
    drawn = "() => document.querySelector('#whatif-pictures .js-plotly-plot').layout.shapes"
    asked = json.loads(foreseen["figures"][0])["layout"].get("shapes")
    assert json.dumps(visit.page.evaluate(drawn)) == json.dumps(asked)


def test_what_is_exported_gives_the_numbers_on_the_command_line(
    visit: Visit, server: Server
) -> None:
    visit.open("/whatif")
    move(visit, sliders(visit, "How actors decide").first)
    with visit.page.expect_download() as waited:
        visit.page.get_by_role("button", name="Export").click()
    file = server.folder / "exported.yaml"
    shutil.copy(waited.value.path(), file)
    done = subprocess.run(
        [sys.executable, "-m", "sim", "run", file.name, "--json", "--quiet"],
        cwd=server.folder,
        capture_output=True,
        text=True,
        check=False,
        env=server.plain,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["worlds"] == 240
    # Of the share of worlds that the page's headline tells, to the last digit that it shows.
    headline = visit.text("#whatif-said")
    levels = told["outcomes"]["settlement"]["probabilities"]
    names = list(levels)
    shares = [100 * sum(levels[name]["p"] for name in names[i:]) for i in range(len(names))]
    shown = float(re.search(r"([\d.]+) of 100 worlds", headline)[1])  # type: ignore[index]
    assert any(abs(share - shown) < 0.06 or abs(share - shown) < 0.51 for share in shares)


def test_an_address_gives_the_same_page_to_another_visitor(
    visit: Visit, chromium: Any, server: Server
) -> None:
    visit.open("/whatif")
    move(visit, sliders(visit, "How actors decide").first)
    friend, stranger = Visit(chromium, server.home), Visit(chromium, server.home)
    friend.open(visit.address)
    assert said(friend) == said(visit)
    assert friend.address == visit.address
    stranger.open("/whatif")
    assert "set." not in stranger.address
    assert stranger.text("#edited") == ""
    assert said(stranger) != said(visit)
    assert (friend.faults, stranger.faults) == ([], [])
    friend.close()
    stranger.close()


def test_links_between_pages_keep_what_is_shown(visit: Visit) -> None:
    visit.open("/share?subject=few_base&base=-&prior=1")
    navigation = visit.page.get_by_role("navigation", name="Pages")
    navigation.get_by_role("link", name="Council").click()
    visit.page.wait_for_url("**/council?**")
    visit.settle()
    for part in ("subject=few_base", "base=-", "prior=1"):
        assert part in visit.address
    visit.page.go_back()
    visit.page.wait_for_url("**/share?**")
    visit.settle()
    assert "subject=few_base" in visit.address


def test_the_pickers_choose_what_is_shown(visit: Visit) -> None:
    visit.open("/share")
    before = visit.text()
    visit.page.locator("#pick-base").click()
    visit.page.get_by_role("option", name="nothing").click()
    visit.page.wait_for_function("() => /base=-/.test(window.location.search)")
    visit.settle()
    assert visit.text() != before
    visit.page.locator("#pick-subject").click()
    visit.page.get_by_role("option", name="Few worlds as they are", exact=True).click()
    visit.page.wait_for_function("() => /subject=few_base/.test(window.location.search)")
    visit.settle()
    assert visit.text("#problems") == ""


# Long work.


def test_a_preview_is_marked_until_the_whole_run_is_there(visit: Visit) -> None:
    visit.page.goto(visit.home + MANY)
    visit.page.wait_for_selector("text=/Preview: the first 1,000 worlds/")
    visit.settle()
    assert "2,400 worlds" in visit.text("#progress")


def test_a_whole_run_is_told_of_where_looking_at_it_takes_long(visit: Visit) -> None:
    def slowly(route: Any) -> None:
        if "pulse.disabled" in (route.request.post_data or ""):
            time.sleep(0.8)
        route.continue_()

    visit.context.route(lambda url: "_dash-update-component" in url, slowly)
    visit.page.goto(f"{visit.home}{MANY}&set.choices.council.veto_margin=0.6")
    visit.settle()
    assert "2,400 worlds" in visit.text("#progress")


def test_a_whole_run_can_be_cancelled_and_gone_on_with(visit: Visit) -> None:
    most = MANY.replace("2400", "20000")  # that it is not there before the button is found
    visit.page.goto(f"{visit.home}{most}&set.choices.council.veto_margin=0.5")
    button = visit.page.get_by_role("button", name="Cancel")
    button.hover()
    before = visit.text("#progress")
    visit.page.mouse.down()  # a press lasts until the timer has redrawn the progress
    changed = "(before) => document.querySelector('#progress').innerText !== before"
    visit.page.wait_for_function(changed, arg=before)
    visit.page.mouse.up()
    visit.page.wait_for_selector("text=the whole run is cancelled")
    visit.page.get_by_role("button", name="Run it all").click()
    visit.settle()
    assert visit.page.locator("#halt").is_hidden()


# What goes wrong.


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/record?subject=../../etc/passwd", "cannot be read"),
        ("/share?set.a=%00%5B&worlds=many", "cannot be read"),
        ("/share?nonsense=1", "no page knows"),
        ("/nowhere", "no such page"),
        ("/share?at.why.world=<script>alert(1)</script>&subject=<b>", "cannot be read"),
    ],
)
def test_a_bad_address_is_told_and_the_page_works(visit: Visit, address: str, words: str) -> None:
    visit.open(address)
    assert words in visit.text("#misaddressed")
    assert len(visit.text()) > 100
    assert visit.page.locator("#misaddressed script, #misaddressed b").count() == 0


@pytest.mark.parametrize(
    "address",
    [
        "/share?subject=baseline-0000000000",
        "/whatif?subject=nobody",
        "/islands?set.no.such.parameter=3",
        '/why?events=[{"id":"x"}]',
    ],
)
def test_what_cannot_be_run_is_told_and_the_page_can_be_left(visit: Visit, address: str) -> None:
    visit.page.goto(visit.home + address)
    visit.page.wait_for_selector("#problems .wrong")
    visit.calm()
    assert "Traceback" not in visit.text("body")
    navigation = visit.page.get_by_role("navigation", name="Pages")
    assert navigation.get_by_role("link").count() == len(PAGES)
    visit.page.goto(visit.home + "/share")
    visit.settle()
    assert visit.text("#problems") == ""


def test_a_run_that_is_removed_meanwhile_is_told(visit: Visit, server: Server) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sim", "run", "few_base.yaml", "--quiet", "--worlds", "50"],
        cwd=server.folder,
        capture_output=True,
        text=True,
        check=False,
        env=server.plain,
    )
    assert done.returncode == 0, done.stderr
    folder = next(
        path
        for path in (server.folder / "runs").glob("few_base-*")
        if json.loads((path / "manifest.json").read_text())["worlds"] == 50
    )
    visit.open(f"/share?subject={folder.name}&base=-")
    assert "50 worlds" in visit.text("#progress")
    shutil.rmtree(folder)
    visit.page.locator("#pick-base").click()
    visit.page.get_by_role("option", name="Few worlds as they are", exact=True).click()
    visit.page.wait_for_selector("#problems .wrong")
    assert "no stored run" in visit.text("#problems")
    visit.page.locator("#pick-subject").click()
    visit.page.get_by_role("option", name="Few worlds of lifting", exact=True).click()
    visit.settle()
    assert visit.text("#problems") == ""


BAD_FILES = {
    "text": b"\xff\xfe\x00nonsense",
    "not YAML": b"scenario: [",
    "packaged scenario": b"scenario: mine\nextends: ../../../etc/passwd\n",
    "mapping": b"<script>alert(1)</script>",
    "too large": b"a: 1\n" * 50_000,
}


def test_a_malformed_upload_is_told_and_the_page_works(visit: Visit) -> None:
    visit.open("/whatif")
    before = said(visit)
    for word, content in BAD_FILES.items():
        visit.page.locator("#whatif-upload input[type=file]").set_input_files(
            {"name": "mine.yaml", "mimeType": "text/yaml", "buffer": content}
        )
        visit.page.wait_for_function(
            "(word) => document.querySelector('#whatif-problems').innerText.includes(word)",
            arg=word,
        )
        assert "Traceback" not in visit.text("body")
        assert visit.page.locator("#whatif-problems script").count() == 0
    assert said(visit) == before
    move(visit, sliders(visit, "How actors decide").first)
    assert said(visit) != before


def test_ten_quick_clicks_leave_the_page_working(visit: Visit) -> None:
    visit.open("/whatif")
    slider = sliders(visit, "How actors decide").first
    slider.focus()
    for key in ("Home", *("ArrowRight", "ArrowLeft") * 2, "End", "Home", "End", "ArrowLeft"):
        visit.page.keyboard.press(key)
    move(visit, slider, "ArrowLeft")
    value = float(str(slider.get_attribute("aria-valuenow")))
    shows = """(value) => {
      const shown = /set[.][^=]+=([-\\d.e]+)/.exec(window.location.search);
      return shown && Math.abs(Number(shown[1]) - value) <= 1e-4 * Math.abs(value);
    }"""
    visit.page.wait_for_function(shows, arg=value)
    visit.settle()
    navigation = visit.page.get_by_role("navigation", name="Pages")
    for name in ("Compare", "Council", "Islands", "Relations", "Why", "Record", "Share", "What-if"):
        navigation.get_by_role("link", name=name).click()
    visit.page.wait_for_url("**/whatif?**")
    visit.page.wait_for_selector("#whatif-said .headline")
    visit.settle()
    fresh = said(visit)
    visit.page.reload()
    visit.page.wait_for_selector("#whatif-said .headline")
    visit.settle()
    assert said(visit) == fresh


def test_a_picture_is_saved_by_the_browser_itself(visit: Visit) -> None:
    visit.open("/relations")
    for form, start in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with visit.page.expect_download() as waited:
            visit.page.locator(f"[data-save={form.lower()}]").first.click()
        with open(waited.value.path(), "rb") as file:  # noqa: PTH123
            assert file.read(4) == start
