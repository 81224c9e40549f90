"""Tests of scripts/: what a checkout does to itself."""
