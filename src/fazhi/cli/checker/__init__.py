"""What ``fazhi check`` is made of: checking one file, checking many on all cores, explaining a rule."""
