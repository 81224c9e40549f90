"""Filters of the portal's templates."""

from __future__ import annotations

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from fazhi.components import wording

register = template.Library()


@register.filter
def nowrap(text: object) -> SafeString:
    """Return the text escaped, with dates, 文号, articles, sums and telephone numbers kept on one line."""
    return mark_safe(  # noqa: S308  each piece is escaped on its own
        "".join(
            f'<span class="nb">{escape(piece)}</span>' if together else escape(piece)
            for piece, together in wording.pieces("" if text is None else str(text))
        )
    )
