"""Three real models in a project of their own: digits, a price from a table with gaps, and a class from that table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fitflow import load_recipe

FEATURES = ["kind", "area", "rooms"]


@dataclass(frozen=True)
class Models:
    """The project's folder, its table, and what training gave."""

    project: Path
    table: Path
    digits: dict[str, Any]
    price: dict[str, Any]
    sold: dict[str, Any]


def write_table(path: Path, count: int = 120, seed: int = 0) -> Path:
    """Homes with numbers, a text column, and missing cells in rows 4, 6 and 8."""
    random = np.random.default_rng(seed)
    area, rooms = random.uniform(40, 200, count).round(1), random.integers(1, 7, count)
    kind = random.choice(["flat", "house", "loft"], count)
    price = area * 3 + rooms * 10 + (kind == "house") * 50
    columns = (kind, area, rooms, price.round(2), np.where(price > 400, "dear", "cheap"))
    rows = [list(row) for row in zip(*columns, strict=True)]
    rows[3][1] = rows[7][1] = ""
    rows[5][0] = "?"
    path.write_text("\n".join(",".join(map(str, row)) for row in [["kind", "area", "rooms", "price", "worth"], *rows]))
    return path


def table_recipe(table: Path, target: str, missing: str) -> dict[str, Any]:
    options = {"path": str(table), "target": target, "features": FEATURES, "missing": missing}
    return {
        "dataset.name": "csv",
        "dataset.options": options,
        "preprocessing": {"scale": "standardize"},
        "training.epochs": 3,
        "training.batch_size": 16,
    }


@pytest.fixture(scope="session")
def models(server: str, tmp_path_factory: pytest.TempPathFactory) -> Models:
    from mlflow import MlflowClient

    from fitflow import tracking
    from fitflow.flows.train import train

    project = tmp_path_factory.mktemp("using")
    (project / "mlruns").mkdir()
    table = write_table(project / "homes.csv")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project)
        digits = train(load_recipe("digits-dense", {"training.epochs": 3, "seed": 4}))
        price = train(load_recipe("digits-dense", table_recipe(table, "price", "median") | {"name": "price"}))
        sold = train(load_recipe("digits-dense", table_recipe(table, "worth", "drop") | {"name": "worth"}))
        MlflowClient(tracking.tracking_uri()).set_registered_model_alias("digits", "champion", "1")
    return Models(project, table, digits, price, sold)


@pytest.fixture(autouse=True)
def inside(models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in the project of the models."""
    monkeypatch.chdir(models.project)


@pytest.fixture(scope="session")
def digit_images() -> np.ndarray:
    """The first test images of the digits, uint8 (40, 8, 8, 1)."""
    from fitflow.config import DatasetConfig
    from fitflow.data import locate
    from fitflow.store import entries

    return np.array(entries.open_split(locate.load(DatasetConfig(name="digits")).path, "test")[0][:40])


@pytest.fixture(scope="session")
def digit_files(digit_images: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The same as PNG files."""
    from PIL import Image

    folder = tmp_path_factory.mktemp("digits")
    paths = [folder / f"{number}.png" for number in range(len(digit_images))]
    for path, image in zip(paths, digit_images, strict=True):
        Image.fromarray(image[..., 0]).save(path)
    return list(map(str, paths))
