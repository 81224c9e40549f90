"""Writers of findings. A module has ``one(result) -> str`` for a document and ``whole(parts, summary)`` around them."""
