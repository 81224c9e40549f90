"""Workbooks of somebody else: looked at and filled in place, part by part; what is not filled stays byte for byte."""
