"""Old stores, caches, ledgers and checkpoints are still read."""
