"""White space where a value is owed: it is told only by what stands on both sides of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules._placeholder_owing import (
    ACTS,
    BODIES,
    BODY,
    NEVER_WORDS,
    UNDERTAKEN,
    WHO,
)
from fazhi.packs.rules._placeholder_senses import Form, beside
from fazhi.packs.rules._placeholder_signs import is_gap

__all__ = ["GAPS"]

_CN: Final = "\u4e00-\u9fff"


def _made() -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the words that tell of it and the pattern."""
    yield (" 元",), r"(?<=[￥¥]) {1,20}元"
    within = ("个工作日", "个日历天", "个月", "日内", "天内")
    yield beside(" ", within), rf"(?<=[为后前于达起]) {{1,20}}(?:{'|'.join(within)})"
    yield (" 佰", " 拾"), r"(?<=[币写):])(?: {1,6}[亿万仟])? {1,6}[佰拾](?: {1,6}[亿万仟佰拾]){1,8} {0,6}元"
    yield ("  日", "  天"), "(?<=[前后]) {2,20}[日天](?=[,。;])"
    yield (" 时",), r"(?<=[0-9]日) {1,8}时"
    yield (
        beside("  ", ("村", "镇", "乡", "县", "社区", "街道")),
        rf"(?:(?<=[{_CN})]:)|(?<=[镇乡道县市])) {{3,20}}(?:村|镇|乡|县|社区|街道)(?=$|[,。;])",
    )
    yield beside("  ", ("有限",)), r"(?<=[:由与]) {2,20}(?=有限)"
    yield beside(" ", NEVER_WORDS), rf"(?<=[{_CN}]) {{2,20}}(?:{'|'.join(NEVER_WORDS)})"
    yield (
        beside(" ", ("场次", "余份", "余人", "余件", "余户")),
        rf"(?<=[{_CN}]) {{2,20}}(?:场次|余[份人件户])(?=[,。;、])",
    )
    yield (" 个行政", " 个村", " 个自然"), r"(?<=[镇县市乡辖共有]) {1,20}个(?=行政村|村|自然村)"
    yield ("  元",), r"(?<=[款金额币资]) {2,20}元(?=[的整,。;()])"
    yield (
        tuple(who + "  " for who in WHO),
        rf"(?:{'|'.join(WHO)})(?P<blank> {{2,20}})(?=[于因系未]|擅自|反映)",
    )
    yield ("的  ",), "尊敬的(?P<blank> {2,20})(?=女士|先生|同志)"
    yield ("《  ",), "《(?P<blank> {2,12})(?=[县市镇乡区省])"
    yield beside("  ", BODIES), rf"(?<=[由向经与织赴到在对为给请取导助访问]) {{2,20}}{BODY}"
    yield beside("  ", UNDERTAKEN), rf"(?<=[展办开进施织行加动]) {{2,20}}(?={'|'.join(UNDERTAKEN)})"
    yield (
        beside(" ", ("月起", "月底", "月初", "月末", "月前", "月,", "月至")),
        r"(?<=[0-9]年) {1,8}月(?=[起底初末前,至])",
    )
    yield (
        tuple(word + "  " for word in ("任命", "免去", "聘任", "聘请")),
        r"(?:任命|免去|聘任|聘请)(?P<blank> {2,20})(?=[为的担同])",
    )
    yield beside("  ", ("同志", *ACTS)), rf"(?<=[记长任席员理师]) {{2,20}}(?=同志|{'|'.join(ACTS)})"
    yield ("  起",), r"(?<=自) {2,20}起"
    yield ("大写 ", "写: "), r"大写:?(?P<blank> {2,20})\)"


GAPS: Final[tuple[Form, ...]] = tuple((words, lazily(pattern), is_gap) for words, pattern in _made())
"""As ``FORMS``: words that must stand in the line, pattern, what else must hold."""
