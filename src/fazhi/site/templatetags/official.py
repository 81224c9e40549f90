"""Filters and tags of the templates: official dates and sums, what may not be broken, shapes of states, panels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from html import escape
from typing import Final

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from fazhi.components import Cell, State, Tag, wording
from fazhi.components.tables import Placed

register = template.Library()


@register.filter
def cn_date(day: date | None) -> str:
    """Return 2026年11月21日, or nothing for no day."""
    return wording.cn_date(day) if day else ""


@register.filter
def short_date(day: date | None) -> str:
    """Return 11月24日（周二）, or nothing for no day."""
    return wording.short_date(day) if day else ""


@register.filter
def long_date(day: date | None) -> str:
    """Return 2026年11月20日（周五）, or nothing for no day."""
    return wording.long_date(day) if day else ""


@register.filter
def table_date(day: date | None) -> str:
    """Return 2026-11-21, or nothing for no day."""
    return wording.table_date(day) if day else ""


@register.filter
def money(amount: Decimal | int | None) -> str:
    """Return 42,800.00, or nothing for no sum; zero is printed."""
    return "" if amount is None else wording.money(amount)


@register.filter
def nowrap(text: object) -> SafeString:
    """Return the text escaped, with dates, terms, 文号, articles, sums and telephone numbers kept on one line."""
    return mark_safe("") if text is None else _kept_together(str(text))


@lru_cache(maxsize=4096)
def _kept_together(text: str) -> SafeString:
    """Return the text of ``nowrap``; a list says the same kind, office and day in every other row."""
    return mark_safe(  # noqa: S308  each piece is escaped on its own
        "".join(
            f'<span class="nb">{escape(piece)}</span>' if together else escape(piece)
            for piece, together in wording.pieces(text)
        )
    )


# What follows is drawn in Python and not in templates: a wide table has six hundred cells, and a page of fifty rows
# with two states each took longer to draw than its rows to be found among a million.


@register.filter
def drawn(cell: Cell) -> SafeString:
    """Return a cell: its state, or its text, struck out, strong, or leading somewhere."""
    if cell.tag:
        return tagged(cell.tag)
    text = nowrap(cell.text)
    if cell.href:
        return mark_safe(f'<a href="{escape(cell.href)}">{text}</a>')  # noqa: S308  both are escaped
    if cell.struck:
        return mark_safe(f"<s>{text}</s>")  # noqa: S308  escaped above
    return mark_safe(f"<strong>{text}</strong>") if cell.strong else text  # noqa: S308  escaped above


@register.filter
def placed(row: Iterable[Placed]) -> SafeString:
    """Return the cells of a row of a wide table, each with the class of its column."""
    cells = (f'<td class="{escape(part.column.css)}">{drawn(part.cell)}</td>' for part in row)
    return mark_safe("".join(cells))  # noqa: S308  each part is escaped on its own


@register.filter
def tagged(tag: Tag, boxed: object = False) -> SafeString:
    """Return a state with its shape and its word; ``boxed`` with a frame, in the head of a matter."""
    frame = " boxed" if boxed else ""
    return mark_safe(  # noqa: S308  a value of an enum, a constant, and the text escaped
        f'<span class="tag tone-{State(tag.state)}{frame}">{shape(tag.state)}<span>{nowrap(tag.text)}</span></span>'
    )


_SQUARE: Final = '<path d="M2 2h12v12H2z"/>'
_TRIANGLE: Final = '<path d="M8 1.5 15.5 14.5H.5z"/>'
_DOT: Final = '<circle cx="8" cy="8" r="5"/>'
SHAPES: Final = {
    State.LATE: _SQUARE,
    State.UNLAWFUL: _SQUARE,
    State.ERROR: _SQUARE + '<path class="cut" d="m5.2 5.2 5.6 5.6m0-5.6-5.6 5.6"/>',
    State.TODAY: _TRIANGLE,
    State.CHECK: _TRIANGLE,
    State.OPEN: _DOT,
    State.NOTE: _DOT,
    State.DONE: '<circle cx="8" cy="8" r="7.2"/><path class="cut" d="m4.8 8.3 2.3 2.3 4.2-4.6"/>',
    State.WAITING: '<circle class="line" cx="8" cy="8" r="5.6"/>',
    State.LOCKED: '<path d="M3 7h10v8H3z"/><path class="line" d="M5.2 7V4.8a2.8 2.8 0 0 1 5.6 0V7"/>',
    State.SKIPPED: '<path d="M2 7h12v2.2H2z"/>',
    State.PAUSED: '<path d="M3 2h3.6v12H3zm6.4 0H13v12H9.4z"/>',
}


@register.simple_tag
@cache
def shape(state: State | str) -> SafeString:
    """Return the shape of a state as a small picture; it says nothing to a screen reader, the word beside it does."""
    drawn = mark_safe(SHAPES[State(state)])  # noqa: S308  a constant of this module
    return format_html('<svg class="shape" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>', drawn)


@register.simple_block_tag
def panel(content: str, title: str, **options: object) -> SafeString:
    """Draw a panel around what stands in the block; see ``components/panel.html`` for the options."""
    return render_to_string("components/panel.html", {"title": title, "content": content, **options})
