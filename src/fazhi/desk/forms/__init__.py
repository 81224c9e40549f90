"""Forms made from a pack: questions, what was typed, proposals, refusals beside their field."""
