"""Locate datasets: data directory, bundled, Keras's cache, system folders, download.

Missing data is never silently replaced by other data: the error lists the places searched and the commands that help.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fitflow import discovery
from fitflow.config import DatasetConfig
from fitflow.data.cards import Card, Found, Source
from fitflow.data.formats import format_named
from fitflow.errors import DataError, InputError, first_line


class DownloadError(DataError):
    """The download failed; a retry may help."""


def locate(config: DatasetConfig, data_dir: Path | None = None) -> Found | None:
    """Return a dataset's location on this machine; None if it must be downloaded.

    Raises:
        DataError: it is not in the given folder, or the named file does not exist.
        InputError: an option that the dataset does not have.
    """
    source = source_of(config)
    if source.read_file is not None:
        options = {key: value for key, value in config.options.items() if key != "path"}
        discovery.check_options("dataset", source.read_file, options)
        path = _named_file(config, data_dir)
        return Found(place="file", format=config.name, root=path, paths=(path,))
    card_of(source, config.options)
    if source.generate is not None:
        return Found(place=source.place, format="generated")
    return _in_data_dir(source, data_dir) if data_dir is not None else _on_disk(source)


def source_of(config: DatasetConfig) -> Source:
    """Return a dataset's source from its file in fitflow/datasets.

    Raises:
        InputError: no such dataset.
    """
    return discovery.find("datasets", config.name).SOURCE


def _env_folders() -> list[Path]:
    """Return the folders of FITFLOW_DATA_DIR.

    Raises:
        InputError: the variable is set but none of its folders exists: other data would silently replace theirs.
    """
    folders = [Path(name) for name in os.environ.get("FITFLOW_DATA_DIR", "").split(":") if name]
    if folders and not any(folder.is_dir() for folder in folders):
        named = ":".join(map(str, folders))
        raise InputError(f"FITFLOW_DATA_DIR={named} is not a folder; expected a folder of datasets, or unset it")
    return folders


def _named_file(config: DatasetConfig, data_dir: Path | None) -> Path:
    """Return the file of the option "path", relative to the data directories or the working directory."""
    name = config.options.get("path")
    if not isinstance(name, str) or not name:
        raise InputError(f"dataset {config.name} needs a file; for example: --set dataset.options.path=rows.csv")
    folders = [data_dir] if data_dir else _env_folders()
    candidates = [folder / name for folder in (folders if data_dir else [*folders, Path()])]
    for path in candidates:
        if path.is_file():
            return path
    places = ", ".join(str(path) for path in candidates)
    raise DataError(f"no file {name}; searched {places}; pass its folder: --data-dir DIR")


def card_of(source: Source, options: dict[str, Any]) -> Card:
    """Return the dataset's card for these options.

    Raises:
        InputError: an unknown option or a value out of range.
    """
    if source.card_for is None:
        discovery.check_options("dataset", lambda: None, options)
        return source.card
    discovery.check_options("dataset", source.card_for, options)
    try:
        return source.card_for(**options)
    except ValueError as error:
        raise InputError(f"dataset.options: {error}") from None


def _on_disk(source: Source) -> Found | None:
    return next(filter(None, (_look(source, place, folder) for place, folder in _places(source))), None)


def _in_data_dir(source: Source, data_dir: Path) -> Found:
    if not data_dir.is_dir():
        raise DataError(f"--data-dir {data_dir} is not a folder; expected a folder with {source.card.name}")
    found = next(filter(None, (_look(source, "data-dir", folder) for folder in _subfolders(source, data_dir))), None)
    if found is None:
        raise DataError(
            f"no {source.card.title} in --data-dir {data_dir}; expected {source.card.name}/ or the files, "
            f"as {_formats(source)}"
        )
    return found


def _places(source: Source) -> Iterator[tuple[str, Path]]:
    for folder in _env_folders():
        yield from (("data-dir", sub) for sub in _subfolders(source, folder))
    if source.bundled:
        yield "bundled", discovery.folder("fitflow.datasets") / "bundled" / source.bundled
    yield from (("keras-cache", _keras_datasets() / path) for path in source.keras_cache)
    yield from (("system", path) for path in source.system)


def _subfolders(source: Source, folder: Path) -> list[Path]:
    name = source.card.name
    return [folder / name, folder / name.replace("-", "_"), folder]


def _keras_datasets() -> Path:
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "datasets"


def _look(source: Source, place: str, path: Path) -> Found | None:
    """Return the dataset at a path, a folder or a file, in the first of the source's formats that matches."""
    stems = [source.card.name, source.card.name.replace("-", "_")]
    for name in source.formats:
        found = format_named(name).find_at(path, stems)
        if found:
            root, files = found
            return Found(place=place, format=name, root=root, paths=files)
    return None


def download(source: Source) -> Found:
    """Download a dataset with Keras.

    Raises:
        DataError: Keras has no download for it.
        DownloadError: the download failed.
    """
    name = source.card.name
    places = "; ".join(f"{place} {folder}" for place, folder in _places(source))
    help_ = f"put it in DIR and pass --data-dir DIR ({_formats(source)})" + (
        f", or: {source.hint}" if source.hint else ""
    )
    if source.keras_download is None:
        raise DataError(f"no {source.card.title} on this machine; searched: {places}; {help_}")
    try:
        import importlib

        importlib.import_module(f"keras.datasets.{source.keras_download}").load_data()
    except Exception as error:  # urllib, ssl and tarfile share no base class
        reason = first_line(error)
        raise DownloadError(
            f"no {source.card.title} on this machine and the download failed ({reason}); searched: {places}; {help_}"
        ) from None
    for path in source.keras_cache:
        found = _look(source, "download", _keras_datasets() / path)
        if found is not None:
            return found
    raise DownloadError(f"Keras downloaded {name}, but not to {_keras_datasets()}; {help_}")


def _formats(source: Source) -> str:
    return ", ".join(format_named(name).EXPECTS.format(name=source.card.name) for name in source.formats)
