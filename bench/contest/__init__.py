"""The contestants of ``bench_acts.py``: one site with a ledger of a million events, and those it is measured beside."""
