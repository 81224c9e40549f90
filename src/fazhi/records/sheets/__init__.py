"""Old ledgers taken over: what a column means, what a row says, what becomes of it. Only ``acts.sheets`` writes."""
