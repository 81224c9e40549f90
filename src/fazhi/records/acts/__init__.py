"""Acts: the only writes. One act is one transaction and one or more events that share its id.

An act is a function decorated with ``base.act``; it is called with keywords only: ``actor=`` who is at the keyboard,
``key=`` the idempotency key of the form, and its own arguments.
"""
