"""Every component draws its value, and refuses what cannot be drawn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template, render_to_string
from django.test import Client, override_settings

from fazhi import components as c
from fazhi.site.samples import desk, fields, ledger, matter

TEMPLATES = Path(__file__).parents[2] / "src" / "fazhi" / "site" / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
PAGES = ("", "/desk", "/register", "/matter", "/ledger", "/ledger-print", "/flow", "/term-sheet")


@pytest.fixture
def guide(settings) -> Client:
    """A client of a site that shows the style guide."""
    settings.STYLEGUIDE = True
    return Client()


@pytest.mark.parametrize("template", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_says_what_it_is_given(template: Path) -> None:
    head = template.read_text(encoding="utf-8").lstrip()
    assert head.startswith("{% comment %}")
    assert re.search(r"[Pp]arameters|Reads|No parameters", head.split("{% endcomment %}")[0])
    get_template(f"components/{template.name}")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_guide_is_drawn_without_inline_script_or_style(guide: Client, page: str) -> None:
    answer = guide.get(f"/styleguide{page}")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "{{" not in text and "{%" not in text
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", text)
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    for target in re.findall(r'(?:\sfor|href)="#?(f-[^"]+)"', text):
        assert target in ids


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_no_exclamation_mark_and_no_bare_confirm_or_cancel(guide: Client, page: str) -> None:
    words = re.sub(r"<[^>]*>", "\n", guide.get(f"/styleguide{page}").content.decode().split("<body", 1)[1])
    assert "！" not in words
    assert not re.search(r"^\s*(确定|取消|提交)\s*$", words, re.MULTILINE)


def test_the_guide_is_not_there_unless_it_is_asked_for(client: Client, settings) -> None:
    settings.STYLEGUIDE = False
    assert client.get("/styleguide").status_code == 404
    assert client.get("/styleguide/desk").status_code == 404


def test_an_unknown_page_of_the_guide_is_not_found(guide: Client) -> None:
    assert guide.get("/styleguide/nothing").status_code == 404


@pytest.mark.parametrize("state", list(c.State))
def test_every_state_has_a_shape_and_its_word(state: c.State) -> None:
    drawn = render_to_string("components/tag.html", {"tag": c.Tag(state=state, text="某状态")})
    assert "<svg" in drawn and 'aria-hidden="true"' in drawn and "某状态" in drawn and f"tone-{state}" in drawn


def test_what_was_typed_is_given_back_as_typed_and_escaped() -> None:
    field = c.Field(name="title", label="事项名称", value='"><script>alert(1)</script>')
    drawn = render_to_string("components/field.html", {"field": field})
    assert "<script>" not in drawn
    assert "&quot;&gt;&lt;script&gt;" in drawn


def test_the_summary_leads_to_the_first_control_of_each_wrong_field() -> None:
    summary = fields.SUMMARY
    assert summary is not None
    assert summary.title == "还不能签订，有 2 处要改"
    assert [item.target for item in summary.items] == ["f-signed", "f-parties-1-code"]
    assert c.error_summary("签订", [fields.FIELDS[0]]) is None
    assert matter.SUMMARY is not None and matter.SUMMARY.items[0].target == "f-answer-1-1"


def test_an_error_and_its_help_are_tied_to_the_control() -> None:
    signed = next(field for field in fields.FIELDS if field.name == "signed")
    drawn = render_to_string("components/field.html", {"field": signed})
    assert 'aria-describedby="f-signed-error f-signed-help"' in drawn
    assert 'id="f-signed-error"' in drawn and 'id="f-signed-help"' in drawn and 'aria-invalid="true"' in drawn


def test_a_basis_is_a_link_only_when_it_is_an_article() -> None:
    article = render_to_string("components/link.html", {"link": c.Link(label="条例第三十三条", href="/laws/1")})
    local = render_to_string("components/link.html", {"link": c.Link(label="本镇设定")})
    assert "<a " in article
    assert "<a " not in local


def test_the_ledger_keeps_its_27_columns_in_their_order_and_its_bands() -> None:
    names = [column.name for column in ledger.TABLE.columns]
    assert len(names) == 27 and names[:5] == ["序号", "收件登记号", "送审单位", "承办人", "事项名称"]
    assert sum(band.span for band in ledger.TABLE.bands) == 27
    assert sum(column.share for column in ledger.TABLE.columns) == 100


def test_a_row_with_too_few_cells_is_refused() -> None:
    row = c.RegisterRow(cells=(c.Cell(text="1"),), name="甲", href="/", number="〔2026〕1号")
    with pytest.raises(ValueError, match="格数与列数不同"):
        c.RegisterTable(title="台账", columns=ledger.COLUMNS, rows=(row,))


def test_the_left_column_holds_at_most_eight_entries() -> None:
    nav = tuple(c.NavItem(label=str(number), href="/") for number in range(9))
    with pytest.raises(ValueError, match="最多八项"):
        c.Frame(unit="某镇", person="某人", nav=nav)


def test_an_empty_group_says_why_and_what_to_do() -> None:
    group = c.WorkGroup(title="今天", rows=(), empty=desk.EMPTY)
    drawn = render_to_string("components/work_group.html", {"group": group})
    assert desk.EMPTY.reason in drawn.replace('<span class="nb">', "").replace("</span>", "")
    assert "<table" not in drawn


@override_settings(DEBUG=False)
def test_an_unknown_address_is_answered_in_plain_chinese(client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404 and "没有这一页" in answer.content.decode()


@pytest.mark.parametrize("name", ["403.html", "404.html", "429.html", "500.html", "form_expired.html"])
def test_error_pages_are_drawn_without_any_context(name: str) -> None:
    assert "法治工作台" in render_to_string(name)


@pytest.mark.parametrize(("count", "printed"), [(None, None), (0, "0"), (999, "999"), (1000, "999+")])
def test_the_left_column_counts_no_further_than_anybody_reads(count: int | None, printed: str | None) -> None:
    frame = c.Frame(unit="柳湾镇", person="沈若兰", nav=(c.NavItem(label="事项", href="/matters/", count=count),))
    page = render_to_string("components/nav.html", {"frame": frame})
    said = re.findall(r'class="nav-count">([^<]*)<', page)
    assert said == ([] if printed is None else [printed])
