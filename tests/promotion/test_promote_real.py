"""The gate on the real MNIST and Fashion-MNIST."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fitflow import load_recipe
from fitflow.promotion import aliases, ledger
from fitflow.tracking import registry

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def project(server: str, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("project")
    (folder / "mlruns").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield folder


def judged(recipe: str, data_dir: Path | None = None, force: bool = False, **overrides: Any) -> dict[str, Any]:
    """Train a recipe and put the run before the gate."""
    from fitflow.flows.promote import promote
    from fitflow.flows.train import train

    values = {key.replace("__", "."): value for key, value in overrides.items()}
    run = train(load_recipe(recipe, values), str(data_dir) if data_dir else None)
    return promote(run["run_id"], force=force, reason="a start" if force else "")


def failed(result: dict[str, Any]) -> set[str]:
    return {check["name"] for check in result["report"]["checks"] if check["outcome"] == "fails"}


def test_on_mnist_a_worse_network_is_refused_and_another_seed_undecided():
    first = judged("mnist-dense")
    assert first["promoted"] and [check["name"] for check in first["report"]["checks"]] == ["known answer"]
    worse = judged("mnist-dense", training__epochs=1)
    assert worse["verdict"] == "reject" and {"better", "known answer"} <= failed(worse)
    equal = judged("mnist-dense", seed=1)
    assert equal["verdict"] == "undecided" and "needs about" in equal["summary"]
    assert registry.aliased("mnist", registry.CHAMPION).version == first["version"]


def test_on_fashion_mnist_a_better_network_is_promoted_and_rolled_back(data_dir: Path):
    first = judged("fashion-softmax", data_dir, force=True, training__epochs=1)
    assert first["verdict"] == "reject" and first["promoted"] and "known answer" in failed(first)
    better = judged("fashion-softmax", data_dir)
    best = judged("fashion-cnn", data_dir, training__epochs=2)
    for result, before in ((better, first), (best, better)):
        assert result["verdict"] == "promote" and result["before"] == before["version"], result["summary"]
    line = aliases.rollback("fashion-mnist", "to see it work")
    assert line.new == better["version"] == registry.aliased("fashion-mnist", registry.CHAMPION).version
    assert aliases.read("fashion-mnist").problems == []
    path = ledger.path_of("fashion-mnist", registry.store_digest())
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert "was changed" in aliases.read("fashion-mnist").problems[0]
