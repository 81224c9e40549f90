"""What the ledger promises when things break: nothing acknowledged is lost, and everything verifies.

A few acts each in ``make test``; ``make soak`` sets ``FAZHI_SOAK`` to ten thousand.
"""
