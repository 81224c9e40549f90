"""Count the reviews and opinions of two years from an export, with nothing but the standard library.

    python bench/count_reviews.py EXPORT [YEAR]

Reads the lines of ``fazhi-export/1`` and knows nothing of the program that wrote them: which events make a review, and
which an opinion, is written down here a second time. So it may be wrong in other ways than the program.
"""

import json
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

ENDS = {"通过", "补充审查", "不合法", "超越法定权限，报上级"}
VILLAGE = {"村规民约", "村级合同"}


def counted(lines):
    """Return {year: [reviews, opinions]} of the matters among the events."""
    matters = {}
    for text in lines:
        event = json.loads(text)
        if str(event.get("stream", "")).startswith("matter/"):
            matters.setdefault(event["stream"], []).append(event)
    years = {}
    for events in matters.values():
        if events[0]["data"].get("procedure") != "legality_review":
            continue
        facts, gone, conclusions, raised = {}, set(), [], {}
        for event in events:
            data = event["data"]
            if event["type"] in ("opened", "changed"):
                facts.update(data.get("fields", {}))
            elif event["type"] == "voided":
                gone.add(event["run"])
        for event in events:
            if event["type"] != "ran" or event["seq"] in gone:
                continue
            data = event["data"]
            day = event["occurred"]["at"][:10]
            if event["step"] == "conclude" and data["outcome"] in ENDS:
                conclusions.append((day, event["seq"]))
            elif event["step"] == "raise":
                raised.setdefault(data["key"], []).append((day, event["seq"], data["outcome"]))
        if conclusions and facts.get("kind") not in VILLAGE:
            years.setdefault(int(min(conclusions)[0][:4]), [0, 0])[0] += 1
        for runs in raised.values():
            day, _, outcome = max(runs)
            if outcome != "撤回":
                years.setdefault(int(day[:4]), [0, 0])[1] += 1
    return years


def growth(now, before):
    """Return by how many percent, to one digit, half up; a word where there is nothing to compare with."""
    if not before:
        return "—"
    share = Decimal(now - before) * 100 / Decimal(before)
    return str(share.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def line(years, year):
    """Return reviews and opinions of a year, and how many more than the year before."""
    now, before = years.get(year, [0, 0]), years.get(year - 1, [0, 0])
    return (
        f"审查 {now[0]} 件，比上年 {growth(now[0], before[0])}%；意见 {now[1]} 条，比上年 {growth(now[1], before[1])}%"
    )


if __name__ == "__main__":
    with Path(sys.argv[1]).open(encoding="utf-8") as file:
        print(line(counted(file), int(sys.argv[2]) if len(sys.argv) > 2 else 2021))
