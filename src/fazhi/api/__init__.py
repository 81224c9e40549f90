"""JSON for programs: what the command line answers, asked over HTTP with a token."""
