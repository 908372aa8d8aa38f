"""Data and models are read, never run."""

from __future__ import annotations

import ast
import io
import json
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest

from fitflow.data.formats import cifar_batches, plain_pickle
from fitflow.errors import InputError

ROOT = Path(__file__).parents[2]
FILES = [
    path for package in ("fitflow", "flows", "models", "recipes", "tasks") for path in (ROOT / package).rglob("*.py")
]
PICKLES = {"pickle", "joblib", "dill", "cloudpickle", "shelve", "marshal"}


def calls(tree: ast.AST) -> list[tuple[str, dict[str, ast.expr]]]:
    """Every call's name, and its keywords."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [(ast.unparse(node.func), {word.arg or "": word.value for word in node.keywords}) for node in found]


def test_pickles_are_read_in_one_place():
    readers = {"pickletools"} | PICKLES
    importing = set()
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if readers & {name.partition(".")[0] for name in names}:
                importing.add(path.relative_to(ROOT).as_posix())
    assert importing == {"fitflow/datasets/formats/plain_pickle.py"}


def test_arrays_and_models_are_read_without_code():
    wrong = []
    for path in FILES:
        for name, options in calls(ast.parse(path.read_text())):
            safe = {"np.load": ("allow_pickle", False), "keras.models.load_model": ("safe_mode", True)}.get(name)
            if safe and ast.unparse(options.get(safe[0], ast.Constant(None))) != str(safe[1]):
                wrong.append((path, name))
            if name in ("eval", "exec", "pd.read_pickle", "torch.load") or "enable_unsafe_deserialization" in name:
                wrong.append((path, name))
    assert wrong == []


def saved(path: Path, lambda_layer: bool) -> Path:
    import keras

    layer = keras.layers.Lambda(lambda x: x) if lambda_layer else keras.layers.Dense(2)
    keras.Sequential([keras.Input((3,)), layer]).save(path)
    return path


def refused(path: Path, said: str) -> None:
    from fitflow.training import networks

    with pytest.raises(InputError, match=said) as caught:
        networks.load(path)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 500


def test_a_model_of_built_in_layers_is_read(tmp_path: Path):
    from fitflow.training import networks

    assert networks.load(saved(tmp_path / "model.keras", lambda_layer=False)).count_params() == 8


def test_a_lambda_layer_is_refused(tmp_path: Path):
    refused(saved(tmp_path / "model.keras", lambda_layer=True), "Lambda")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut", b"<html>", pickle.dumps({"model": 1})])
def test_what_is_no_model_is_refused(content: bytes, tmp_path: Path):
    (tmp_path / "model.keras").write_bytes(content)
    refused(tmp_path / "model.keras", "cannot be loaded")


def test_a_model_that_names_a_function_of_python_is_refused_and_does_not_run(tmp_path: Path):
    good, bad = saved(tmp_path / "good.keras", lambda_layer=False), tmp_path / "bad.keras"
    ran = tmp_path / "ran"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "config.json":
                config = json.loads(content)
                layer = config["config"]["layers"][-1]
                layer |= {"module": "os", "class_name": "system", "config": f"touch {ran}", "registered_name": None}
                content = json.dumps(config).encode()
            target.writestr(name, content)
    refused(bad, "cannot be loaded")
    assert not ran.exists()


def test_the_reader_of_pickles_admits_arrays_and_plain_values():
    values = {b"a": [1, "x", None, 2.5, True], b"b": (b"bytes", {1: 2})}
    for protocol in range(2, 6):
        assert plain_pickle.load(pickle.dumps(values, protocol)) == values
        for array in (np.arange(6, dtype=np.uint8).reshape(2, 3), np.asfortranarray(np.arange(6).reshape(2, 3))):
            read = plain_pickle.array(plain_pickle.load(pickle.dumps(array, protocol)))
            np.testing.assert_array_equal(read, array)


def test_old_pickles_of_python_2_are_read():
    """The original batches are of protocol 2, written by Python 2: names of numpy.core, text as bytes."""
    content = (
        b"\x80\x02}q\x01(U\x04dataq\x02cnumpy.core.multiarray\n_reconstruct\nq\x03cnumpy\nndarray\nq\x04K\x00\x85U\x01b\x87Rq\x05"
        b"(K\x01K\x01M\x00\x0c\x86cnumpy\ndtype\nq\x06U\x02u1K\x00K\x01\x87Rq\x07(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xff"
        b"K\x00tb\x89T\x00\x0c\x00\x00" + bytes(3072) + b"tbU\x06labelsq\x08]q\tK\x06au."
    )
    images, labels = cifar_batches.parse(content)
    assert images.shape == (1, 32, 32, 3) and labels.tolist() == [6]


@pytest.mark.parametrize("name", ["os.system", "builtins.eval", "numpy.load", "numpy.core.multiarray.fromfile"])
def test_any_other_name_is_refused(name: str):
    module, _, attribute = name.rpartition(".")
    content = b"c" + f"{module}\n{attribute}\n".encode() + b"."
    with pytest.raises(plain_pickle.ForeignGlobal, match=name):
        plain_pickle.load(content)
    with pytest.raises(plain_pickle.ForeignGlobal):  # by the opcode of protocol 4
        plain_pickle.load(
            b"\x80\x04\x8c"
            + bytes([len(module)])
            + module.encode()
            + b"\x8c"
            + bytes([len(attribute)])
            + attribute.encode()
            + b"\x93."
        )


def test_arrays_of_objects_are_refused():
    for array in (np.array([{}], object), np.array([1.5])):
        with pytest.raises(ValueError, match=r"not made of bytes|expected whole numbers"):
            plain_pickle.load(pickle.dumps(array))


def test_npz_files_with_objects_do_not_run(tmp_path: Path):
    class Evil:
        def __reduce__(self):
            return (Path.touch, (tmp_path / "ran",))

    buffer = io.BytesIO()
    np.savez(buffer, x_train=np.array([Evil()], object))
    (tmp_path / "x.npz").write_bytes(buffer.getvalue())
    from fitflow.data.formats import npz

    with pytest.raises(InputError):
        npz.read(tmp_path / "x.npz", (28, 28, 1))
    assert not (tmp_path / "ran").exists()
