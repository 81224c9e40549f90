"""fazhi (法治): the rule-of-law workbench. The version is that of the program, not of any pack."""

__version__ = "0.1.0"
