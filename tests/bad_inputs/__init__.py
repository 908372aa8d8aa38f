"""Catalogue of bad inputs, expected messages and exit codes; `docs/errors.md` is generated from it."""
