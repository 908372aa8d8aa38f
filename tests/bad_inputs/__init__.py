"""Bad input as a catalogue: what is given, what must be said, and the exit code. `docs/errors.md` is made from it."""
