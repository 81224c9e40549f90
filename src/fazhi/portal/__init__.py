"""The portal: what is public, for everyone, from masked copies; a process, a network and a store of its own."""
