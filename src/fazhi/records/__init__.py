"""Records: the Django app that keeps the ledger. Acts in `acts/` are the only writes."""
