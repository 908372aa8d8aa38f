"""Lifecycle of a run: live curves, endings, interruptions, continuation, repairs by `fitflow doctor`."""
