"""The demonstration county 青禾县: invented people and matters, written as data and built through the acts.

``county.toml`` holds units, people and number formats, ``matters/*.toml`` what was done in each matter, in working
days before the day the county is built for. Nothing here writes a row: everything goes through ``records.acts``, is
judged, and may be refused.
"""
