"""All cases, by chapter."""

from __future__ import annotations

from tests.bad_inputs import configuration, files, images_and_tables, surroundings, verbs

CHAPTERS = {
    "Commands": configuration.COMMANDS,
    "Settings": configuration.SETTINGS,
    "Recipes of your own": configuration.RECIPES,
    "Options of datasets, models and methods": images_and_tables.OPTIONS,
    "Where data is": files.PLACES,
    "IDX, gzip or not": files.IDX,
    "NumPy's .npz": files.NPZ,
    "CIFAR's batches": files.BATCHES,
    "CIFAR's archive": files.TAR,
    "Images in folders and zips": images_and_tables.IMAGES,
    "Tables of images": images_and_tables.TABLES,
    "CSV": images_and_tables.CSV,
    "Environment, stores and servers": surroundings.ENVIRONMENT,
    "Runs": surroundings.RUNS,
    "What is done with runs and models": verbs.CASES,
    "In a process of its own": surroundings.PROCESSES,
}
CASES = [case for cases in CHAPTERS.values() for case in cases]
