"""The life of a run between start and end: live curves, endings, interruptions, and what doctor mends."""
