"""load: find a dataset, verify every byte and store the decoded arrays."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from fitflow import discovery
from fitflow.arrays import Column, array_digest
from fitflow.config import DatasetConfig
from fitflow.data import locate
from fitflow.data.cards import Arrays, Card, Found, Source
from fitflow.data.check_content import verify
from fitflow.data.formats import cifar_batches, format_named
from fitflow.errors import DataError
from fitflow.references import DatasetRef
from fitflow.reuse.keys import Step, fields, make_step
from fitflow.store import entries

KIND = "datasets"
MANY_FILES = 1000


def key(config: DatasetConfig, data_dir: str | None) -> Step:
    """Return the step's key; a dataset that must be downloaded is a doubt."""
    found = locate.locate(config, Path(data_dir) if data_dir else None)
    if found is None:
        return Step("load", {"recipe": fields(config.model_dump(mode="json"), "dataset")}, ("it must be downloaded",))
    return key_of_found(config, found)


def key_of_found(config: DatasetConfig, found: Found) -> Step:
    """Return the step's key for a dataset that is on this machine.

    Raises:
        OSError: a file cannot be read.
    """
    code = [f"{discovery.module_of('datasets', config.name)}.SOURCE", _stored, _reference]
    if found.format in locate.source_of(config).formats:
        code.append(format_named(found.format).read_found)
    files: dict[str, Any] = found.file_digests() if len(found.paths) <= MANY_FILES else {"all files": found.digest()}
    values = {"format": found.format, **{f"file {name}": digest for name, digest in files.items()}}
    recipe = fields(config.model_dump(mode="json"), "dataset")
    recipe.pop("dataset.options.path", None)  # the file's bytes count, not its path
    return make_step("load", recipe, values, code)


def run(config: DatasetConfig, data_dir: Path | None = None) -> DatasetRef:
    """Find a dataset, verify every byte and store the decoded arrays.

    Args:
        config: name and options of the dataset.
        data_dir: the only folder to search; None: all known places.

    Raises:
        DataError: the dataset is missing or invalid.
        DownloadError: the download failed.
        InputError: an option that the dataset does not have.
    """
    source = locate.source_of(config)
    found = locate.locate(config, data_dir) or locate.download(source)
    place = _place(config, found)
    if source.read_file is not None:
        return _load_file(source, config, found, place)
    card = locate.card_of(source, config.options)
    return _reference(card, found, _stored(source, card, found, place, config.options))


def _place(config: DatasetConfig, found: Found) -> str:
    """Return the store key of the decoded data, from its bytes, its options and the code that reads them."""
    try:
        return key_of_found(config, found).place
    except OSError as error:
        raise DataError(
            f"cannot read {error.filename}: {error.strerror}; expected {', '.join(path.name for path in found.paths)}"
        ) from None


def _load_file(source: Source, config: DatasetConfig, found: Found, place: str) -> DatasetRef:
    """Load a dataset from a user's file; the card comes from its content."""
    reader = source.read_file
    assert reader is not None
    with entries.lock(KIND, place):
        entry = entries.get(KIND, place)
        if entry is None:
            options = {name: value for name, value in config.options.items() if name != "path"}
            card, arrays = reader(found.paths[0], **options)
            verify(card, found, arrays)
            entry = entries.put(KIND, place, vars(arrays), _facts(arrays) | {"card": asdict(card)})
    return _reference(TypeAdapter(Card).validate_python(entry.facts["card"]), found, entry)


def _stored(source: Source, card: Card, found: Found, place: str, options: dict[str, Any]) -> entries.Entry:
    with entries.lock(KIND, place):
        entry = entries.get(KIND, place)
        if entry is not None:
            return entry
        arrays = source.generate(**options) if source.generate else format_named(found.format).read_found(found, card)
        verify(card, found, arrays)
        facts = _facts(arrays) | {"original_files": _is_original(source, found)}
        return entries.put(KIND, place, vars(arrays), facts)


def _facts(arrays: Arrays) -> dict[str, Any]:
    return {
        "original_files": False,
        "digest": arrays.digest(),
        "train": array_digest(arrays.x_train, arrays.y_train),
        "test": array_digest(arrays.x_test, arrays.y_test),
    }


def _is_original(source: Source, found: Found) -> bool:
    """Return whether the files are byte for byte those that the source publishes."""
    if not source.file_digests or found.format != "batches":
        return False
    return cifar_batches.md5(found.files_root()) == dict(source.file_digests)


def _reference(card: Card, found: Found, entry: entries.Entry) -> DatasetRef:
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


def _variant(card: Card, found: Found, entry: entries.Entry) -> str:
    """Return the name of a known content; "unrecognised" if the dataset has known contents and this is none of them."""
    if entry.facts["original_files"]:
        return "original"
    return card.known.get(
        entry.facts["digest"], "unrecognised" if card.known else "as given" if found.paths else "generated"
    )
