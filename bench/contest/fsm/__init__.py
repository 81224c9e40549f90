"""A matter the usual way: a row with its state in a column (django-fsm-2), saved, and one row of audit."""
