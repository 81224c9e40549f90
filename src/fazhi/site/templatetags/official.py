"""Filters and tags of the templates: official dates and sums, what may not be broken, shapes of states, panels."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from fazhi.components import Cell, State, wording

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
    if text is None:
        return mark_safe("")
    return mark_safe(  # noqa: S308  each piece is escaped on its own
        "".join(
            f'<span class="nb">{escape(piece)}</span>' if together else escape(piece)
            for piece, together in wording.pieces(str(text))
        )
    )


@register.filter
def plain(cell: Cell) -> SafeString:
    """Return a cell without a state: its text, struck out, strong, or leading somewhere.

    In Python and not in a template: a wide table has six hundred of them.
    """
    text = nowrap(cell.text)
    if cell.href:
        return format_html('<a href="{}">{}</a>', cell.href, text)
    if cell.struck:
        return format_html("<s>{}</s>", text)
    return format_html("<strong>{}</strong>", text) if cell.strong else text


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
def shape(state: State | str) -> SafeString:
    """Return the shape of a state as a small picture; it says nothing to a screen reader, the word beside it does."""
    drawn = mark_safe(SHAPES[State(state)])  # noqa: S308  a constant of this module
    return format_html('<svg class="shape" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>', drawn)


@register.simple_block_tag
def panel(content: str, title: str, **options: object) -> SafeString:
    """Draw a panel around what stands in the block; see ``components/panel.html`` for the options."""
    return render_to_string("components/panel.html", {"title": title, "content": content, **options})
