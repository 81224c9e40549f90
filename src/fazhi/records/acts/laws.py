"""The act that keeps full texts of laws: what came in and by whom stands in the ledger, the wording in the store."""

from __future__ import annotations

from pathlib import Path

from fazhi.cli.laws import store
from fazhi.cli.laws.folder import read_ended, read_folder
from fazhi.cli.laws.own import compile_own
from fazhi.kernel.ledger.digest import sm3_hex
from fazhi.packs.laws.compiled import own_folder
from fazhi.records.access import Role
from fazhi.records.acts.base import Act, Result, act

STREAM = "config/laws"


@act
def keep_texts(running: Act, *, folder: Path, unit_path: str) -> Result:
    """Keep the texts of a folder so that articles open in place; a text of the same title and day is replaced.

    Raises Denied for anybody but an administrator of the site, FazhiError for texts that cannot be kept; then nothing
    is recorded.
    """
    running.require(unit_path.split("/")[0] + "/", Role.ADMIN)
    sources = read_folder(folder)
    running.lock(STREAM)
    running.event(
        STREAM,
        "law_texts_kept",
        {
            "texts": [
                {
                    "title": source.law.title,
                    "day": source.day.isoformat() if source.day else None,
                    "articles": len(source.law.articles),
                    "digest": sm3_hex(source.path.read_bytes()),
                }
                for source in sources
            ]
        },
    )
    for _title in store.keep(store.place_of(), sources):
        pass
    return {"texts": len(sources), "own": compile_own(own_folder(), sources, read_ended(folder))}
