"""Addresses of folders and servers."""

from __future__ import annotations

from pathlib import Path

import pytest

from fitflow.system.urls import local_folder


@pytest.mark.parametrize("name", ["plain", "two words", "50%", "a#b", "a?b", "%20", "ümlaut", "'quote\""])
def test_a_folder_is_found_again_by_its_url_and_by_its_path(name: str, tmp_path: Path):
    assert local_folder((tmp_path / name).as_uri()) == tmp_path / name
    assert local_folder(str(tmp_path / name)) == tmp_path / name


@pytest.mark.parametrize("address", ["mlflow-artifacts:/1/2", "s3://bucket/1", "http://127.0.0.1:5000/a"])
def test_an_address_on_a_server_is_no_folder(address: str):
    assert local_folder(address) is None
