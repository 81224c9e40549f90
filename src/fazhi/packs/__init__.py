"""Content: what the law says, as dated data, and the only code that reads it from disk."""
