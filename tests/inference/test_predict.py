"""Predictions of images and rows: the numbers of pyfunc, nothing converted in silence, and what cannot be predicted."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from fitflow import tracking
from fitflow.cli.main import app
from fitflow.datasets.csv import read as read_training
from fitflow.errors import InputError
from fitflow.inference import images, rows
from tests.documents import conforms
from tests.inference.conftest import FEATURES, Models


def predict(*arguments: str) -> dict:
    """What `fitflow predict … --json` prints."""
    done = CliRunner().invoke(app, ["predict", *arguments, "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return conforms(json.loads(done.stdout), "predict")


def probabilities(document: dict) -> np.ndarray:
    return np.array([row["probabilities"] for row in document["predictions"]])


def pyfunc(uri: str, examples: np.ndarray) -> np.ndarray:
    import mlflow

    mlflow.set_tracking_uri(tracking.tracking_uri())
    return np.asarray(mlflow.pyfunc.load_model(uri).predict(examples))


def test_images_get_the_numbers_of_pyfunc(models: Models, digit_images, digit_files):
    document = predict(models.digits["run_id"][:10], *digit_files)
    np.testing.assert_allclose(probabilities(document), pyfunc("models:/digits@champion", digit_images), atol=1e-6)
    assert document["notes"] == [] and document["run_id"] == models.digits["run_id"]
    first = document["predictions"][0]
    assert first["image"] == digit_files[0]
    assert first["predicted"] == document["class_names"][int(np.argmax(first["probabilities"]))]
    assert first["probability"] == max(first["probabilities"])


def test_a_table_is_read_by_name_and_made_into_the_numbers_of_training(models: Models):
    model = tracking.find_model(models.price["run_id"])
    found = rows.read(models.table, model)
    _, trained = read_training(models.table, target="price", features=FEATURES, missing="median")
    whole = np.concatenate([trained.x_train, trained.x_test])
    np.testing.assert_array_equal(found.examples[np.lexsort(found.examples.T)], whole[np.lexsort(whole.T)])
    assert found.complete.all()


def test_another_order_and_other_columns_change_nothing(models: Models, tmp_path: Path):
    with models.table.open() as file:
        table = list(csv.DictReader(file))
    other = tmp_path / "other.csv"
    lines = [f"{row['rooms']},x,{row['area']},{row['kind']}" for row in table]
    other.write_text("\n".join(["rooms,owner,area,kind", *lines]))
    name = models.price["run_id"]
    ours, theirs = predict(name, "--csv", str(models.table)), predict(name, "--csv", str(other))
    assert ours["predictions"] == theirs["predictions"]
    assert "columns left out: owner" in theirs["notes"] and "columns left out: price, worth" in ours["notes"]
    filled = [note for note in ours["notes"] if "as in training" in note]
    assert [note.partition(" filled")[0] for note in filled] == ["1 missing cell of kind", "2 missing cells of area"]


def test_rows_get_the_numbers_of_pyfunc(models: Models):
    examples = rows.read(models.table, tracking.find_model(models.price["run_id"])).examples
    document = predict(models.price["run_id"], "--csv", str(models.table))
    ours = [row["predicted"] for row in document["predictions"]]
    np.testing.assert_allclose(ours, pyfunc(models.price["model"]["uri"], examples)[:, 0], rtol=1e-6)


def test_where_training_dropped_rows_with_gaps_they_get_no_prediction(models: Models, tmp_path: Path):
    out = tmp_path / "predictions.csv"
    document = predict(models.sold["run_id"], "--csv", str(models.table), "--out", str(out))
    empty = [row["row"] for row in document["predictions"] if row["predicted"] is None]
    assert empty == [4, 6, 8] and "4, 6, 8" in document["notes"][-1]
    with out.open() as file:
        written = list(csv.DictReader(file))
    assert [row["row"] for row in written if not row["predicted"]] == ["4", "6", "8"]
    assert float(written[0]["probability_dear"]) == document["predictions"][0]["probabilities"][1]
    assert list(written[0]) == ["row", "predicted", "probability", "probability_cheap", "probability_dear"]


def test_conversions_are_done_only_where_asked_and_said(tmp_path: Path):
    photo, turned = tmp_path / "photo.jpg", tmp_path / "turned.jpg"
    wide = np.zeros((64, 128), np.uint8)
    wide[:, :64] = 255
    Image.fromarray(wide).convert("RGB").save(photo)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees to the right, which undoes what numpy does here
    Image.fromarray(np.rot90(wide)).convert("RGB").save(turned, exif=exif)
    with pytest.raises(InputError, match=r"photo.jpg is 128x64, colour \(RGB\); .* takes 8x8, grey; pass --resize"):
        predict("digits@champion", str(photo))
    document = predict("digits@champion", str(photo), str(turned), "--resize")
    said = document["predictions"][0]["conversions"]
    assert said == ["resized from 128x64 to 8x8", "converted from RGB to grey", "pixels scaled from 0..255 to 0..16"]
    assert "converted from RGB to grey: 2 images" in document["notes"]
    assert "oriented according to its EXIF data: 1 image" in document["notes"]
    pixels = images.read([photo, turned], tracking.find_model("digits@champion"), resize=True)[..., 0]
    assert pixels.shape == (2, 8, 8) and pixels.dtype == np.uint8
    assert (pixels[:, :, :3] >= 15).all() and (pixels[:, :, 5:] <= 1).all()


def bad_images(folder: Path) -> dict[str, str]:
    """Names of files that cannot be predicted."""
    (folder / "text.png").write_text("no image")
    whole = folder / "whole.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 16, (8, 8)).astype(np.uint8)).save(whole)
    (folder / "cut.png").write_bytes(whole.read_bytes()[:-60])
    Image.fromarray(np.full((8, 8), 200, np.uint8)).save(folder / "bright.png")
    Image.fromarray(np.full((8, 8), 60000, np.uint16)).save(folder / "deep.png")
    Image.fromarray(np.zeros((8, 8, 4), np.uint8)).save(folder / "clear.png")
    Image.fromarray(np.zeros((8, 8), np.uint8)).save(folder / "old.gif")
    return {path.name: str(path) for path in folder.iterdir()}


BAD_IMAGES = [
    ("text.png", "not a readable PNG or JPEG"),
    ("old.gif", "not a readable PNG or JPEG"),
    ("cut.png", "damaged image"),
    ("bright.png", r"pixels up to 200; .* takes 0..16; pass --resize"),
    ("deep.png", "expected 8 bits a channel"),
    ("clear.png", "is 8x8, RGBA; .* takes 8x8, grey"),
    ("gone.png", "is not there"),
    (".", "is a folder"),
]


@pytest.mark.parametrize(("name", "said"), BAD_IMAGES, ids=[name for name, _ in BAD_IMAGES])
def test_an_image_that_does_not_fit_is_named_with_what_was_expected(name: str, said: str, tmp_path: Path):
    bad_images(tmp_path)
    with pytest.raises(InputError, match=said):
        predict("digits@champion", str(tmp_path / name))


BAD_TABLES = [
    ("kind,area\nflat,50\n", "lacks the column rooms; it has: kind, area"),
    ("area\n50\n", "lacks the columns kind, rooms"),
    ("kind,area,rooms\nflat,50,three\n", "column 'rooms' is numeric; row 1 has 'three'"),
    ("kind,area,rooms\nflat,50,3\nflatt,50,3\n", "'flatt' in row 2, which training never saw: did you mean 'flat'"),
    ("kind,area,rooms\nflat,inf,3\n", "row 1 has 'inf'"),
    ("kind,area,rooms\n", "0 rows of data; expected at least 1"),
    ("kind,area,rooms\nflat,,3\n", "no complete row"),
    ("", "not a readable CSV file"),
]


@pytest.mark.parametrize(("text", "said"), BAD_TABLES, ids=[said for _, said in BAD_TABLES])
def test_a_table_that_does_not_fit_is_named_with_what_was_expected(models: Models, text: str, said: str, tmp_path):
    table = tmp_path / "rows.csv"
    table.write_text(text)
    with pytest.raises(InputError, match=said):
        predict(models.sold["run_id"], "--csv", str(table))


def test_images_for_rows_and_rows_for_images_are_refused(models: Models, digit_files):
    for arguments, said in (
        ([models.price["run_id"], digit_files[0]], "takes rows with the columns kind, area, rooms"),
        (["digits@champion", "--csv", str(models.table)], "takes images"),
        (["digits@champion"], "nothing to predict"),
        (["digits@champion", digit_files[0], "--csv", str(models.table)], "both images and --csv"),
        (["digits@champion", digit_files[0], "--out", "nowhere/p.csv"], "cannot be a file"),
    ):
        with pytest.raises(InputError, match=said):
            predict(*arguments)


def test_predicting_imports_no_prefect_and_prints_plain_lines(models: Models, digit_files):
    script = (
        "import os, sys; sys.argv = ['fitflow', *sys.argv[1:]]\n"
        "from fitflow.cli.main import main\n"
        "def leave(code, really=os._exit):\n"
        "    print(code, 'prefect' in sys.modules, file=sys.stderr, flush=True)\n"
        "    really(code)\n"
        "os._exit = leave\n"
        "main()"
    )
    command = [sys.executable, "-c", script, "predict", "digits@champion", *digit_files[:2]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.stderr.strip() == "0 False"
    lines = done.stdout.splitlines()
    assert [line.split("  ")[0] for line in lines] == digit_files[:2] and "\x1b" not in done.stdout


def test_an_error_is_a_json_document_and_exit_2(models: Models):
    command = [sys.executable, "-m", "fitflow.cli", "predict", "digits@champio", "x.png", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 2 and "has no alias 'champio'" in json.loads(done.stdout)["error"]
    assert done.stderr.count("\n") == 1 and "Traceback" not in done.stderr
