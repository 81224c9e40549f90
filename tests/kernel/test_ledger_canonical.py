"""Canonical JSON and digests: one value, one sequence of bytes; published vectors."""

from __future__ import annotations

import json
import unicodedata
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger import DEPTH_LIMIT, INTEGER_LIMIT, canonical, loads_strict, sha256_hex, sm3_hex
from fazhi.kernel.ledger.canonical import JsonInput, set_down, settle, write, writer

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers(1 - INTEGER_LIMIT, INTEGER_LIMIT - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def nested(depth: int) -> list[object]:
    value: list[object] = []
    for _ in range(depth - 1):
        value = [value]
    return value


def settled(value: object) -> object:
    """Return what NFC makes of a value; two keys may become one, then None."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [settled(item) for item in value]
    if isinstance(value, dict):
        return {settled(key): settled(item) for key, item in value.items()}
    return value


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
        (b"", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
    ],
    ids=["GB/T 32905 example 1", "GB/T 32905 example 2", "empty"],
)
def test_sm3_gives_the_published_digests(message: bytes, digest: str) -> None:
    assert sm3_hex(message) == digest
    assert sm3_hex(message) == digest, "the copied context stays fresh"


def test_sha256_gives_the_published_digest() -> None:
    assert sha256_hex(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_keys_sort_by_utf16_code_units_as_in_rfc_8785() -> None:
    value = {"\u20ac": "Euro", "\r": "CR", "\ufb33x": "x", "1": "One", "\U0001f600": "Smile", "\x80": "C", "\xf6": "o"}
    value.pop("\ufb33x")  # not NFC: RFC 8785 keeps such keys, we normalise them
    value["\ue000"] = "private use, above the surrogates of the smile"
    keys = list(loads_strict(canonical(value)))  # type: ignore[arg-type]
    assert keys == ["\r", "1", "\x80", "\xf6", "\u20ac", "\U0001f600", "\ue000"]


def test_only_what_must_be_escaped_is_escaped() -> None:
    assert canonical('€$\x0f\nA\'B"\\"/\x7f') == '"€$\\u000f\\nA\'B\\"\\\\\\"/\x7f"'.encode()


def test_text_is_normalised_on_writing() -> None:
    assert canonical({"e\u0301": "e\u0301"}) == '{"é":"é"}'.encode()


def test_a_control_character_before_a_combining_mark_is_no_trap() -> None:
    assert loads_strict(canonical("\n\u0303")) == "\n\u0303"


@given(values)
def test_what_is_written_is_read_back_and_written_alike(value: object) -> None:
    try:
        body = canonical(value)  # type: ignore[arg-type]
    except LedgerError as error:
        assert "重复" in error.message
        return
    again = loads_strict(body)
    assert again == settled(value)
    assert canonical(again) == body


@given(st.dictionaries(texts, st.integers(0, 9), min_size=2, max_size=5))
def test_the_order_of_keys_makes_no_difference(value: dict[str, int]) -> None:
    assert canonical(value) == canonical(dict(reversed(value.items())))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1.0, "小数"),
        ({"a": [0.5]}, "a[0]"),
        (float("nan"), "小数"),
        (2**53, "五十三次方"),
        (-(2**53), "五十三次方"),
        ({1: "a"}, "键不是字符串"),
        ({"e\u0301": 1, "é": 2}, "归一后重复"),
        ("\ud800", "代理码"),
        ({"k\udc00": 1, "a": 2}, "代理码"),
        (b"bytes", "bytes"),
        ({"a": {1, 2}}, "set"),
        (nested(DEPTH_LIMIT + 1), "太深"),
    ],
)
def test_what_two_programs_could_read_differently_is_not_written(value: object, words: str) -> None:
    with pytest.raises(LedgerError) as caught:
        canonical(value)  # type: ignore[arg-type]
    assert words in str(caught.value)
    assert caught.value.code == "F141"


def test_the_deepest_nesting_is_written_and_read() -> None:
    value = nested(DEPTH_LIMIT)
    assert loads_strict(canonical(value)) == value  # type: ignore[arg-type]
    with pytest.raises(LedgerError):
        loads_strict(b"[" * (DEPTH_LIMIT + 1) + b"]" * (DEPTH_LIMIT + 1))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"b":1,"a":2}', "规范形式"),
        (b'{"a": 1}', "规范形式"),
        (b'{"a":1}\n', "规范形式"),
        (b' {"a":1}', "规范形式"),
        (b'{"a":1,"a":1}', "“a”重复"),
        (b'{"a":{"b":1,"b":2}}', "“b”重复"),
        (b'{"a":1.0}', "小数"),
        (b'{"a":1e3}', "小数"),
        (b'{"a":NaN}', "小数"),
        (b'{"a":-Infinity}', "小数"),
        (b'{"a":-0}', "规范形式"),
        (b'{"a":01}', "JSON"),
        (b'{"a":9007199254740992}', "五十三次方"),
        (b'{"a":' + b"9" * 5000 + b"}", "五十三次方"),
        (b'{"a":"\\u0041"}', "规范形式"),
        (b'{"a":"\\/"}', "规范形式"),
        (b'{"a":"\\u001F"}', "规范形式"),
        (b'{"a":"\\ud800"}', "代理码"),
        ('{"a":"e\u0301"}'.encode(), "规范形式"),
        (b'{"a":"\xff"}', "UTF-8"),
        ("\ufeff{}".encode(), "JSON"),
        (b"", "JSON"),
        (b"[" * 100_000, "太深"),
        (b'{"a":1', "JSON"),
    ],
)
def test_only_the_canonical_bytes_are_read(body: bytes, words: str) -> None:
    with pytest.raises(LedgerError) as caught:
        loads_strict(body)
    assert words in str(caught.value)


@given(values)
def test_the_quick_way_writes_and_reads_what_the_careful_one_does(value: JsonInput) -> None:
    try:
        slow = settle(value)
    except LedgerError:
        with pytest.raises(LedgerError):
            set_down(value)
        return
    body, settled_value = set_down(value)
    assert (body, settled_value) == (write(slow), slow)
    assert json.dumps(settled_value) == json.dumps(slow), "in the same order"


@given(values)
def test_one_writer_for_all_values_writes_what_the_library_writes(value: JsonInput) -> None:
    plain = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        wanted = plain.encode(value)
    except TypeError:
        with pytest.raises(TypeError):
            writer(separators=(":", ","), sort_keys=True)(value)
        return
    assert writer(separators=(":", ","), sort_keys=True)(value) == wanted


def test_where_the_library_writes_without_c_the_same_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    value = {"乙": [1, "a\n", None], "b": {"a": True}, "a": ()}
    quick = writer(separators=(":", ","), sort_keys=True)(value)
    monkeypatch.setattr(json.encoder, "c_make_encoder", None)
    assert writer(separators=(":", ","), sort_keys=True)(value) == quick


@pytest.mark.parametrize(
    "value",
    [1.0, {"a": [1.5]}, {1: "a"}, {True: "a"}, {"a": b"x"}, 2**53, {"a": "\ud800"}, [{"\u0065\u0301": 1, "é": 2}]],
)
def test_the_quick_way_refuses_what_the_careful_one_refuses(value: JsonInput) -> None:
    with pytest.raises(LedgerError) as quick:
        set_down(value)
    with pytest.raises(LedgerError) as careful:
        write(settle(value))
    assert str(quick.value) == str(careful.value)


def test_tuples_and_read_only_mappings_read_back_as_lists_and_objects() -> None:
    body, value = set_down(MappingProxyType({"b": (1, "é"), "a": {"\U0001f600": 1, "\ufb33": 2}}))
    assert value == loads_strict(body)
    assert value == {"a": {"\U0001f600": 1, "דּ": 2}, "b": [1, "é"]}
