"""Stands for the database command in a test of how it is found."""

from __future__ import annotations

import argparse


def verify_site(args: argparse.Namespace) -> int:
    """Return a number no other path returns."""
    return 7 if args.export is None else 0
