"""What imports and types cannot show: the rules of ARCHITECTURE.md as tests."""
