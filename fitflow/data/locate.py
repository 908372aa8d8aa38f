"""Where data is looked for: a data directory, bundled, Keras's cache, the system, a download; then verified and stored.

Data is never silently replaced by other data: what is missing is an error that lists the places and the commands.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from fitflow import discovery, store
from fitflow.config import DatasetConfig
from fitflow.datasets.base import Arrays, Card, Column, Found, Source, array_digest
from fitflow.datasets.formats import cifar_batches, idx, image_folder, npz, table
from fitflow.datasets.verify import verify
from fitflow.errors import DataError, InputError
from fitflow.refs import DatasetRef

KIND = "datasets"
Reader = Callable[[Found, Card], Arrays]
MODULES = {"idx": "idx", "npz": "npz", "batches": "cifar_batches", "images": "image_folder", "table": "table"}
READERS: dict[str, Reader] = {
    "idx": lambda found, _: idx.read(found.paths),
    "npz": lambda found, card: npz.read(found.paths[0], card.input_shape),
    "batches": lambda found, _: cifar_batches.read(_root(found)),
    "images": lambda found, card: image_folder.read(_root(found), card),
    "table": lambda found, card: table.read(found.paths, card),
}


class DownloadError(DataError):
    """The network did not give the data; trying again may help."""


def load(config: DatasetConfig, data_dir: Path | None = None) -> DatasetRef:
    """Find a dataset, verify every byte of it, and put it decoded into the store.

    Args:
        config: its name and options.
        data_dir: look here and nowhere else.

    Raises:
        DataError: nowhere to be found, or what was found is not what it should be.
        DownloadError: the download failed.
        InputError: an option that the dataset does not have.
    """
    source = _source(config)
    found = locate(config, data_dir)
    if found is None:
        found = _download(source, [f"{place} {folder}" for place, folder in _places(source)])
    key = _key(config, found)
    if source.read_file is not None:
        return _load_file(source, config, found, key)
    card = card_of(source, config.options)
    return _reference(card, found, _stored(source, card, found, key, config.options))


def locate(config: DatasetConfig, data_dir: Path | None = None) -> Found | None:
    """Where a dataset is on this machine; None where it would have to be downloaded.

    Raises:
        DataError: it is not in the folder given, or the file named is nowhere.
        InputError: an option that the dataset does not have.
    """
    source = _source(config)
    if source.read_file is not None:
        options = {key: value for key, value in config.options.items() if key != "path"}
        discovery.check_options("dataset", source.read_file, options)
        path = _named_file(config, data_dir)
        return Found(place="file", format=config.name, root=path, paths=(path,))
    card_of(source, config.options)
    if source.generate is not None:
        return Found(place=source.place, format="generated")
    return _in_data_dir(source, data_dir) if data_dir is not None else _on_disk(source)


def _source(config: DatasetConfig) -> Source:
    return discovery.find("fitflow.datasets", config.name).SOURCE


def _key(config: DatasetConfig, found: Found) -> str:
    """Where the decoded data is kept: by its bytes, its options, and the code that reads them."""
    from fitflow import steps

    try:
        return steps.load_found(config, found).place
    except OSError as error:
        raise DataError(
            f"cannot read {error.filename}: {error.strerror}; expected {', '.join(path.name for path in found.paths)}"
        ) from None


def _load_file(source: Source, config: DatasetConfig, found: Found, key: str) -> DatasetRef:
    """A dataset that is one file of the user's: its card is known only when it has been read."""
    reader = source.read_file
    assert reader is not None
    with store.lock(KIND, key):
        entry = store.get(KIND, key)
        if entry is None:
            options = {name: value for name, value in config.options.items() if name != "path"}
            card, arrays = reader(found.paths[0], **options)
            verify(card, found, arrays)
            entry = store.put(KIND, key, vars(arrays), _facts(arrays) | {"card": asdict(card)})
    return _reference(TypeAdapter(Card).validate_python(entry.facts["card"]), found, entry)


def _env_folders() -> list[Path]:
    """The folders of FITFLOW_DATA_DIR.

    Raises:
        InputError: folders are named, and none of them exists: other data would silently take the place of theirs.
    """
    folders = [Path(name) for name in os.environ.get("FITFLOW_DATA_DIR", "").split(":") if name]
    if folders and not any(folder.is_dir() for folder in folders):
        named = ":".join(map(str, folders))
        raise InputError(f"FITFLOW_DATA_DIR={named} is no folder; expected one that holds data, or unset it")
    return folders


def _named_file(config: DatasetConfig, data_dir: Path | None) -> Path:
    """The file that the option "path" names: below the data directories, or from the working folder."""
    name = config.options.get("path")
    if not isinstance(name, str) or not name:
        raise InputError(f"dataset {config.name} needs a file; for example: --set dataset.options.path=rows.csv")
    folders = [data_dir] if data_dir else _env_folders()
    candidates = [folder / name for folder in (folders if data_dir else [*folders, Path()])]
    for path in candidates:
        if path.is_file():
            return path
    places = ", ".join(str(path) for path in candidates)
    raise DataError(f"no file {name}; looked for {places}; pass the folder it is in: --data-dir DIR")


def card_of(source: Source, options: dict[str, Any]) -> Card:
    """The dataset's card under these options.

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


def find(source: Source, data_dir: Path | None = None) -> Found:
    """Where the dataset is on this machine; downloads it where it is nowhere."""
    if data_dir is not None:
        return _in_data_dir(source, data_dir)
    return _on_disk(source) or _download(source, [f"{place} {folder}" for place, folder in _places(source)])


def _on_disk(source: Source) -> Found | None:
    return next(filter(None, (_look(source, place, folder) for place, folder in _places(source))), None)


def _in_data_dir(source: Source, data_dir: Path) -> Found:
    if not data_dir.is_dir():
        raise DataError(f"--data-dir {data_dir} is not a folder; expected one that holds {source.card.name}")
    found = next(filter(None, (_look(source, "data-dir", folder) for folder in _subfolders(source, data_dir))), None)
    if found is None:
        raise DataError(
            f"--data-dir {data_dir} holds no {source.card.title}; expected {source.card.name}/ or the files, "
            f"as {_formats(source)}"
        )
    return found


def _places(source: Source) -> Iterator[tuple[str, Path]]:
    for folder in _env_folders():
        yield from (("data-dir", sub) for sub in _subfolders(source, folder))
    if source.bundled:
        yield "bundled", Path(__file__).parent / "bundled" / source.bundled
    yield from (("keras-cache", _keras_datasets() / path) for path in source.keras_cache)
    yield from (("system", path) for path in source.system)


def _subfolders(source: Source, folder: Path) -> list[Path]:
    name = source.card.name
    return [folder / name, folder / name.replace("-", "_"), folder]


def _keras_datasets() -> Path:
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "datasets"


def _look(source: Source, place: str, path: Path) -> Found | None:
    """What of the source's formats is in a folder, or is the file itself."""
    for name in source.formats:
        paths = _candidates(source, name, path)
        if paths:
            root, files = paths
            return Found(place=place, format=name, root=root, paths=files)
    return None


def _candidates(source: Source, name: str, path: Path) -> tuple[Path, tuple[Path, ...]] | None:
    """The root and files of one format at a path."""
    stems = [source.card.name, source.card.name.replace("-", "_")]
    if name in ("idx", "table"):
        files = {"idx": idx, "table": table}[name].find(path) if path.is_dir() else None
        return (path, files) if files else None
    if name == "npz":
        return _one(path, ".npz", [f"{stem}.npz" for stem in stems])
    if name == "batches":
        for folder in (path, path / cifar_batches.FOLDER):
            if (folder / cifar_batches.BATCHES[0]).is_file():
                return folder, tuple(folder / batch for batch in cifar_batches.BATCHES)
        return _one(path, ".gz", ["cifar-10*.tar.gz"])
    if image_folder.is_image_folder(path):
        return path, tuple(sorted(file for file in path.rglob("*") if file.is_file()))
    return _one(path, ".zip", [f"{stem}*.zip" for stem in stems])


def _one(path: Path, suffix: str, patterns: list[str]) -> tuple[Path, tuple[Path, ...]] | None:
    """A single file: the path itself, or the first in the folder that matches."""
    if path.is_file():
        return (path, (path,)) if path.suffix == suffix else None
    matches = sorted(file for pattern in patterns for file in path.glob(pattern) if file.is_file())
    return (matches[0], (matches[0],)) if matches else None


def _download(source: Source, looked: list[str]) -> Found:
    name = source.card.name
    places = "; ".join(looked)
    help_ = f"put it in DIR and pass --data-dir DIR ({_formats(source)})" + (
        f", or: {source.hint}" if source.hint else ""
    )
    if source.keras_download is None:
        raise DataError(f"no {source.card.title} on this machine; looked in: {places}; {help_}")
    try:
        import importlib

        importlib.import_module(f"keras.datasets.{source.keras_download}").load_data()
    except Exception as error:  # urllib, ssl and tarfile share no base class
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DownloadError(
            f"no {source.card.title} on this machine and the download failed ({reason}); looked in: {places}; {help_}"
        ) from None
    for path in source.keras_cache:
        found = _look(source, "download", _keras_datasets() / path)
        if found is not None:
            return found
    raise DownloadError(f"Keras downloaded {name}, but it is not in {_keras_datasets()}; {help_}")


def _formats(source: Source) -> str:
    words = {
        "idx": "the four IDX files, gzip or not",
        "npz": f"{source.card.name}.npz",
        "batches": "cifar-10-batches-py or its .tar.gz",
        "images": f"train/<class>/*.png|jpg and test/... in a folder or {source.card.name}.zip",
        "table": "train.csv and test.csv or .parquet",
    }
    return ", ".join(words[name] for name in source.formats)


def _root(found: Found) -> Path:
    if found.root is None:
        raise ValueError("only files have a root")
    return found.root


def _stored(source: Source, card: Card, found: Found, key: str, options: dict[str, Any]) -> store.Entry:
    with store.lock(KIND, key):
        entry = store.get(KIND, key)
        if entry is not None:
            return entry
        arrays = source.generate(**options) if source.generate else READERS[found.format](found, card)
        verify(card, found, arrays)
        facts = _facts(arrays) | {"original_files": _is_original(source, found)}
        return store.put(KIND, key, vars(arrays), facts)


def _facts(arrays: Arrays) -> dict[str, Any]:
    return {
        "original_files": False,
        "digest": arrays.digest(),
        "train": array_digest(arrays.x_train, arrays.y_train),
        "test": array_digest(arrays.x_test, arrays.y_test),
    }


def _is_original(source: Source, found: Found) -> bool:
    """Whether the files are, byte for byte, the ones that the source itself publishes."""
    if not source.file_digests or found.format != "batches":
        return False
    return cifar_batches.md5(_root(found)) == dict(source.file_digests)


def _reference(card: Card, found: Found, entry: store.Entry) -> DatasetRef:
    return DatasetRef(
        name=card.name,
        found=found.describe(),
        variant=_variant(card, found, entry),
        path=str(entry.path),
        digest=entry.facts["digest"],
        digests={split: entry.facts[split] for split in ("train", "test")},
        input_shape=card.input_shape,
        dtype=card.dtype,
        value_range=card.value_range,
        class_names=card.class_names,
        num_train=card.num_train,
        num_test=card.num_test,
        task=card.task,
        feature_names=card.feature_names,
        columns=card.columns or tuple(Column(name=name) for name in card.feature_names),
        target=card.target,
        parameters=card.parameters,
        notes=card.notes,
    )


def _variant(card: Card, found: Found, entry: store.Entry) -> str:
    """Which known content this is; "unrecognised" for a real dataset whose content nobody has named."""
    if entry.facts["original_files"]:
        return "original"
    return card.known.get(
        entry.facts["digest"], "unrecognised" if card.known else "as given" if found.paths else "generated"
    )
