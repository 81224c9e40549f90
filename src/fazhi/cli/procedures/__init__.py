"""How ``fazhi procedure`` shows a procedure, draws it and runs acts through it."""
