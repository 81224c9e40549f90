"""What the extractor finds in public texts, against labels made by reading them; see labels/README.md."""

from __future__ import annotations

import pytest
from tests.kernel.lint.citation_labels import SETS, f1, score, texts, windows

LEFT_OUT = f"没有公开文本（FAZHI_TEXTS），{sum(len(windows(each)) for each in SETS)}处标注未核对"


@pytest.mark.skipif(not (texts() / "laws").is_dir(), reason=LEFT_OUT)
@pytest.mark.parametrize("chosen", SETS)
def test_citations_are_found_as_labelled(chosen: str) -> None:
    assert f1(chosen) >= 0.98, score(chosen)[1:]


def test_labels_hold_no_wording_and_lie_inside_their_windows() -> None:
    for row in (row for each in SETS for row in windows(each)):
        assert set(row) <= {"set", "file", "start", "end", "citations", "open"}
        for item in row["citations"]:
            assert row["start"] <= item["start"] < item["end"] <= row["end"]
            assert set(item) <= {"start", "end", "title", "article", "suffix", "paragraph", "item", "to"}
