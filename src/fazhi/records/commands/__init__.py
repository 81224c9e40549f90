"""Commands that need the database. Each module with NAME and HELP is one; the program finds them by name."""
