"""What is wrong with a command line or a recipe."""

from __future__ import annotations

from pathlib import Path

from tests.bad_inputs.build import written
from tests.bad_inputs.case import Case


def _set(id: str, given: str, setting: str, said: str, recipe: str = "digits-dense") -> Case:
    return Case(id=id, given=given, command=f"run {recipe} --set {setting}", said=said)


def _recipe(id: str, given: str, content: str | bytes, said: str) -> Case:
    make = written("mine.py", content if isinstance(content, bytes) else content.encode())
    return Case(id=id, given=given, command="run {dir}/mine.py", make=make, said=said)


RECIPE = """
from fitflow.config import DatasetConfig, ModelConfig, Recipe, TrainingConfig
RECIPE = Recipe(
    name="mine", dataset=DatasetConfig(name="digits"), model=ModelConfig(name="mnist_dense"),
    training=TrainingConfig(EPOCHS)
)
"""


def _folder(folder: Path) -> None:
    (folder / "mine.py").mkdir()


COMMANDS = [
    Case(id="unknown-verb", given="a verb that does not exist", command="ruin", said="?"),
    Case(id="verb-nearly", given="a verb with a letter too few", command="rn digits-dense", said="?"),
    Case(id="no-recipe", given="`run` without a recipe", command="run", said="?"),
    Case(id="unknown-option", given="an option that does not exist", command="run digits-dense --epochs 3", said="?"),
    Case(id="option-without-value", given="an option without its value", command="run digits-dense --seed", said="?"),
    Case(id="seed-text", given="a seed that is no number", command="run digits-dense --seed x", said="?"),
    Case(id="seed-negative", given="a seed below 0", command="run digits-dense --seed -1", said="?"),
    Case(id="seed-huge", given="a seed of 2**32", command="run digits-dense --seed 4294967296", said="?"),
    Case(id="too-many-arguments", given="two recipes", command="run digits-dense mnist-dense", said="?"),
    Case(id="list-unknown", given="a kind of thing that cannot be listed", command="list recipe", said="?"),
    Case(id="reproduce-unknown", given="a row that does not exist", command="reproduce xor-mpl", said="?"),
    Case(id="reproduce-no-seeds", given="no seed at all", command="reproduce xor-mlp --seeds 0", said="?"),
    Case(
        id="experiment-empty", given="an experiment without a name", command="run digits-dense --experiment ", said="?"
    ),
    Case(
        id="experiment-long",
        given="an experiment's name of 600 characters",
        command=f"run digits-dense --experiment {'x' * 600}",
        said="?",
    ),
    Case(id="run-recipe-nearly", given="a recipe with a letter too few", command="run mnist-dens", said="?"),
    Case(id="run-recipe-nothing-like", given="a recipe like no other", command="run qqqq", said="?"),
    Case(id="run-recipe-empty", given="an empty name", command="run ", said="?"),
    Case(
        id="run-recipe-path",
        given="a name that leads out of the folder",
        command="run ../recipes/digits-dense",
        said="?",
    ),
    Case(
        id="continue-a-computation",
        given="`--continue-from` for a recipe that trains nothing",
        command="run svd-recommender --continue-from abc",
        said="?",
    ),
]
SETTINGS = [
    _set("set-no-value", "`--set` without `=`", "epochs", "?"),
    _set("set-no-key", "`--set` without a key", "=3", "?"),
    _set("key-nearly", "a key with a letter too few", "training.epoch=1", "?"),
    _set("key-of-a-value", "a key below a single value", "training.epochs.x=1", "?"),
    _set("key-deep", "a key of 5,000 parts", "dataset.options" + ".a" * 5000 + "=1", "?"),
    _set("type-text", "text where a number belongs", "training.epochs=many", "?"),
    _set("type-fraction", "a fraction where a whole number belongs", "training.epochs=2.5", "?"),
    _set("type-null", "nothing where a number belongs", "training.epochs=null", "?"),
    _set("type-list", "a list where a number belongs", "training.epochs=[1,2]", "?"),
    _set("epochs-zero", "no epochs", "training.epochs=0", "?"),
    _set("epochs-huge", "an integer of 5,000 digits", "training.epochs=" + "9" * 5000, "?"),
    _set("epochs-many", "a million epochs", "training.epochs=1000000", "?"),
    _set("rate-negative", "a negative learning rate", "training.optimizer.learning_rate=-1", "?"),
    _set("rate-infinite", "an infinite learning rate", "training.optimizer.learning_rate=1e999", "?"),
    _set("rate-nan", "a learning rate that is no number", "training.optimizer.learning_rate=NaN", "?"),
    _set("value-deep", "a value of 100,000 nested lists", "dataset.options.x=" + "[" * 100_000, "?"),
    _set("value-nested", "a value of ten nested lists", "dataset.options.x=" + "[" * 10 + "]" * 10, "?"),
    _set("value-long", "text of 100,000 characters where a number belongs", "training.epochs=" + "a" * 100_000, "?"),
    _set("choice-nearly", "an optimizer that Keras has under another name", "training.optimizer.name=adamm", "?"),
    _set("dataset-nearly", "a dataset with a letter too few", "dataset.name=minst", "?"),
    _set("model-nearly", "a model with a letter too few", "model.name=mnist_dens", "?"),
    _set("name-with-path", "a dataset's name that is a path", "dataset.name=../etc/passwd", "?"),
    _set("split-one", "all data for validation", "preprocessing.validation_split=1.0", "?"),
    _set("momentum-of-adam", "an option of another optimizer", "training.optimizer.momentum=0.9", "?"),
    _set(
        "schedule-without-rate",
        "a schedule without a learning rate",
        'training.optimizer.schedule={"name":"cosine"}',
        "?",
    ),
    _set(
        "stopping-without-validation",
        "early stopping without validation data",
        'training.early_stopping={"patience":2}',
        "?",
        "mnist-dense",
    ),
    _set("augmented-vectors", "augmentation of what is no image any more", "training.augmentation.flip=true", "?"),
    _set(
        "float64-mixed",
        "float64 with mixed precision",
        'runtime={"floatx":"float64","precision":"mixed_bfloat16"}',
        "?",
    ),
    _set("method-of-a-recipe", "a method for a recipe that trains", "method.name=pca", "?"),
    _set(
        "secret-in-a-recipe",
        "an address with a password in a recipe, which is recorded",
        "dataset.options.path=s3://me:hunter2@host/x",
        "?",
    ),
]
RECIPES = [
    Case(id="recipe-missing", given="a file that is not there", command="run {dir}/mine.py", said="?"),
    Case(
        id="recipe-folder", given="a folder with a recipe's name", command="run {dir}/mine.py", make=_folder, said="?"
    ),
    _recipe("recipe-no-python", "a file that is no Python", "this is no Python\n", "?"),
    _recipe("recipe-binary", "a binary file", bytes(range(256)), "?"),
    _recipe("recipe-empty", "an empty file", "", "?"),
    _recipe("recipe-wrong-type", "a RECIPE that is a dict", "RECIPE = {'name': 'x'}\n", "?"),
    _recipe("recipe-raises", "a file that raises", "raise ValueError('first\\nsecond')\n", "?"),
    _recipe("recipe-exits", "a file that ends the program", "import sys\nsys.exit(0)\n", "?"),
    _recipe("recipe-recursion", "a file that never ends calling itself", "def f(): f()\nf()\n", "?"),
    _recipe("recipe-import", "a file that imports what is not installed", "import notinstalled\n", "?"),
    _recipe("recipe-key", "a key with a letter too few", RECIPE.replace("EPOCHS", "epoch=3"), "?"),
    _recipe("recipe-value", "a value out of range", RECIPE.replace("EPOCHS", "epochs=0"), "?"),
]
CASES = [*COMMANDS, *SETTINGS, *RECIPES]
