"""One module for each command without database: ``NAME``, ``HELP``, ``configure(parser)``, ``run(args) -> int``."""
