"""What comes in from outside: type, text for the secrecy check, the check itself. All in memory, nothing written."""
