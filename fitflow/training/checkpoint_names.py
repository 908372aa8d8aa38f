"""The files of checkpoints, `<epoch>-<batch>-<SHA-256>.npz`, without reading them or importing Keras."""

from __future__ import annotations

from pathlib import Path


def files(folder: Path) -> list[Path]:
    """The checkpoints in a folder, furthest position first."""
    return sorted(folder.glob("[0-9]*.npz"), reverse=True)


def position(path: Path) -> tuple[int, int]:
    """The epoch and the batch, from 0, that a checkpoint's file name says."""
    epoch, batch, _ = path.name.split("-")
    return int(epoch), int(batch)


def digest(path: Path) -> str:
    """The SHA-256 (hex) of its content that a checkpoint's file name says."""
    return path.stem.rpartition("-")[2]
