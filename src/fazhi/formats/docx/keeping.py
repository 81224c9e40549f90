"""Which blocks of a paper stay together: no page bears nothing but the name, the day and the seal.

GB/T 9704-2012 7.3.5.4: where the seal does not fit below the text, lines are moved so that it stands with some of it;
a page that says 此页无正文 is no way out.
"""

from __future__ import annotations

from collections.abc import Sequence

from fazhi.kernel.papers import Attachments, Block, Break, Clause, Hands, Mark, Paragraph, Remark, Signature


def together(blocks: Sequence[Block]) -> tuple[bool, ...]:
    """Return for each block whether it stays on the page of the next.

    The last text before a signature, with the attachments between them; the signature with the line and the places
    for hands below it.
    """
    kept = [False] * len(blocks)
    for place, block in enumerate(blocks):
        if not isinstance(block, Signature):
            continue
        for before in range(place - 1, -1, -1):
            held = blocks[before]
            if isinstance(held, Paragraph | Clause | Attachments) or _gap(held):
                kept[before] = True
            if not isinstance(held, Attachments) and not _gap(held):
                break
        below = place
        while below + 1 < len(blocks) and _signed_by_hand(blocks[below + 1]):
            kept[below] = True
            below += 1
    return tuple(kept)


def _gap(block: Block) -> bool:
    return isinstance(block, Break) and block.mark is Mark.GAP


def _signed_by_hand(block: Block) -> bool:
    return isinstance(block, Hands | Remark) or (isinstance(block, Break) and block.mark not in {Mark.GAP, Mark.PAGE})
