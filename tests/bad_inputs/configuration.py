"""Errors in command lines and recipes."""

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
    Case(
        id="unknown-verb",
        given="a verb that does not exist",
        command="ruin",
        said="no such command 'ruin': did you mean …; see: fitflow --help",
    ),
    Case(
        id="verb-nearly",
        given="a verb with a letter too few",
        command="rn digits-dense",
        said="no such command 'rn': did you mean …; see: fitflow --help",
    ),
    Case(
        id="no-recipe",
        given="`run` without a recipe",
        command="run",
        said="missing argument 'recipe'; see: fitflow run --help",
    ),
    Case(
        id="unknown-option",
        given="an option that does not exist",
        command="run digits-dense --epochs 3",
        said="no such option: --epochs; see: fitflow run --help",
    ),
    Case(
        id="option-without-value",
        given="an option without its value",
        command="run digits-dense --seed",
        said="option '--seed' requires an argument; see: fitflow --help",
    ),
    Case(
        id="seed-text",
        given="a seed that is no number",
        command="run digits-dense --seed x",
        said="invalid value for '--seed': Input should be a valid integer, unable to parse string as an integer; see: fitflow run --help",
    ),
    Case(
        id="seed-negative",
        given="a seed below 0",
        command="run digits-dense --seed -1",
        said="seed: input should be greater than or equal to 0 (given: -1)",
    ),
    Case(
        id="seed-huge",
        given="a seed of 2**32",
        command="run digits-dense --seed 4294967296",
        said="seed: input should be less than 4294967296 (given: 4294967296)",
    ),
    Case(
        id="too-many-arguments",
        given="two recipes",
        command="run digits-dense mnist-dense",
        said="got unexpected extra argument(s) (mnist-dense); see: fitflow run --help",
    ),
    Case(
        id="list-unknown",
        given="a kind of thing that cannot be listed",
        command="list recipe",
        said="invalid value for 'kind': 'recipe' is not one of …; see: fitflow list --help",
    ),
    Case(
        id="reproduce-unknown",
        given="a row that does not exist",
        command="reproduce xor-mpl",
        said="recipe 'xor-mpl' has no published figure: did you mean 'xor-mlp'?",
    ),
    Case(
        id="reproduce-no-seeds",
        given="no seed at all",
        command="reproduce xor-mlp --seeds 0",
        said="invalid value for '--seeds': Input should be greater than or equal to 1; see: fitflow reproduce --help",
    ),
    Case(
        id="experiment-empty",
        given="an experiment without a name",
        command="run digits-dense --experiment ",
        said="experiment: string should have at least 1 character (given: )",
    ),
    Case(
        id="experiment-long",
        given="an experiment's name of 600 characters",
        command=f"run digits-dense --experiment {'x' * 600}",
        said="experiment: string should have at most 500 characters (given: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...)",
    ),
    Case(
        id="run-recipe-nearly",
        given="a recipe with a letter too few",
        command="run mnist-dens",
        said="unknown recipe 'mnist-dens': did you mean 'mnist-dense'?; see: fitflow list recipes",
    ),
    Case(
        id="run-recipe-nothing-like",
        given="a recipe like no other",
        command="run qqqq",
        said="unknown recipe 'qqqq': known: …; see: fitflow list recipes",
    ),
    Case(
        id="run-recipe-empty",
        given="an empty name",
        command="run ",
        said="unknown recipe '': known: …; see: fitflow list recipes",
    ),
    Case(
        id="run-recipe-path",
        given="a name that leads out of the folder",
        command="run ../recipes/digits-dense",
        said="unknown recipe '../recipes/digits-dense': did you mean 'digits-dense'?; see: fitflow list recipes",
    ),
    Case(
        id="continue-a-computation",
        given="`--continue-from` for a recipe that trains nothing",
        command="run svd-recommender --continue-from abc",
        said="--continue-from: svd-recommender is a computation and has no training to continue",
    ),
]
SETTINGS = [
    _set(
        "set-no-value",
        "`--set` without `=`",
        "epochs",
        "--set 'epochs' is not KEY=VALUE; for example: --set training.epochs=2",
    ),
    _set(
        "set-no-key", "`--set` without a key", "=3", "--set '=3' is not KEY=VALUE; for example: --set training.epochs=2"
    ),
    _set(
        "key-nearly",
        "a key with a letter too few",
        "training.epoch=1",
        "unknown key 'training.epoch': did you mean 'training.epochs'?",
    ),
    _set(
        "key-of-a-value",
        "a key below a single value",
        "training.epochs.x=1",
        "training.epochs.x: epochs is a single value and has no field 'x'",
    ),
    _set(
        "key-deep",
        "a key of 5,000 parts",
        "dataset.options" + ".a" * 5000 + "=1",
        "--set dataset.options.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a....: more than 8 dots in a key; for example: training.epochs=2",
    ),
    _set(
        "type-text",
        "text where a number belongs",
        "training.epochs=many",
        "training.epochs: input should be a valid integer, unable to parse string as an integer (given: many)",
    ),
    _set(
        "type-fraction",
        "a fraction where a whole number belongs",
        "training.epochs=2.5",
        "training.epochs: input should be a valid integer, got a number with a fractional part (given: 2.5)",
    ),
    _set(
        "type-null",
        "nothing where a number belongs",
        "training.epochs=null",
        "training.epochs: input should be a valid integer (given: None)",
    ),
    _set(
        "type-list",
        "a list where a number belongs",
        "training.epochs=[1,2]",
        "training.epochs: input should be a valid integer (given: [1, 2])",
    ),
    _set(
        "epochs-zero",
        "no epochs",
        "training.epochs=0",
        "training.epochs: input should be greater than or equal to 1 (given: 0)",
    ),
    _set(
        "epochs-huge",
        "an integer of 5,000 digits",
        "training.epochs=" + "9" * 5000,
        "--set training.epochs: 99999999999999999999999999999999999999999999999999999999999999999999999999999999... cannot be read: number too long, or nested too deep; expected a plain value",
    ),
    _set(
        "epochs-many",
        "a million epochs",
        "training.epochs=1000000",
        "training.epochs: input should be less than or equal to 100000 (given: 1000000)",
    ),
    _set(
        "rate-negative",
        "a negative learning rate",
        "training.optimizer.learning_rate=-1",
        "training.optimizer.learning_rate: input should be greater than 0 (given: -1)",
    ),
    _set(
        "rate-infinite",
        "an infinite learning rate",
        "training.optimizer.learning_rate=1e999",
        "training.optimizer.learning_rate: input should be a finite number (given: inf)",
    ),
    _set(
        "rate-nan",
        "a learning rate that is no number",
        "training.optimizer.learning_rate=NaN",
        "training.optimizer.learning_rate: input should be a finite number (given: nan)",
    ),
    _set(
        "value-deep",
        "a value of 100,000 nested lists",
        "dataset.options.x=" + "[" * 100_000,
        "--set dataset.options.x: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[... cannot be read: number too long, or nested too deep; expected a plain value",
    ),
    _set(
        "value-nested",
        "a value of ten nested lists",
        "dataset.options.x=" + "[" * 10 + "]" * 10,
        "--set dataset.options.x: [[[[[[[[[[]]]]]]]]]] is nested more than 8 deep; expected a plain value",
    ),
    _set(
        "value-long",
        "text of 100,000 characters where a number belongs",
        "training.epochs=" + "a" * 100_000,
        "training.epochs: input should be a valid integer, unable to parse string as an integer (given: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...)",
    ),
    _set(
        "choice-nearly",
        "an optimizer that Keras has under another name",
        "training.optimizer.name=adamm",
        "training.optimizer.name: input should be 'sgd', 'adam', 'adamw' or 'rmsprop' (given: adamm)",
    ),
    _set(
        "dataset-nearly",
        "a dataset with a letter too few",
        "dataset.name=minst",
        "unknown dataset 'minst': did you mean 'mnist'?; see: fitflow list datasets",
    ),
    _set(
        "model-nearly",
        "a model with a letter too few",
        "model.name=mnist_dens",
        "unknown model 'mnist_dens': did you mean 'mnist_dense'?; see: fitflow list models",
    ),
    _set(
        "name-with-path",
        "a dataset's name that is a path",
        "dataset.name=../etc/passwd",
        "dataset.name: string should match pattern '^[a-z0-9][a-z0-9._-]*$' (given: ../etc/passwd)",
    ),
    _set(
        "split-one",
        "all data for validation",
        "preprocessing.validation_split=1.0",
        "preprocessing.validation_split: input should be less than 1 (given: 1.0)",
    ),
    _set(
        "momentum-of-adam",
        "an option of another optimizer",
        "training.optimizer.momentum=0.9",
        "training.optimizer: momentum belongs to sgd and rmsprop, not to adam",
    ),
    _set(
        "schedule-without-rate",
        "a schedule without a learning rate",
        'training.optimizer.schedule={"name":"cosine"}',
        "training.optimizer: a schedule needs learning_rate, the rate at its peak",
    ),
    _set(
        "stopping-without-validation",
        "early stopping without validation data",
        'training.early_stopping={"patience":2}',
        "training.early_stopping needs preprocessing.validation_split above 0",
        "mnist-dense",
    ),
    _set(
        "augmented-vectors",
        "augmentation of what is no image any more",
        "training.augmentation.flip=true",
        "training.augmentation works on images: set preprocessing.flatten=false",
    ),
    _set(
        "float64-mixed",
        "float64 with mixed precision",
        'runtime={"floatx":"float64","precision":"mixed_bfloat16"}',
        'runtime: runtime.floatx="float64" needs runtime.precision="auto"',
    ),
    _set(
        "method-of-a-recipe",
        "a method for a recipe that trains",
        "method.name=pca",
        "unknown key 'method.name': did you mean 'model'?",
    ),
    _set(
        "secret-in-a-recipe",
        "an address with a password in a recipe, which is recorded",
        "dataset.options.path=s3://me:hunter2@host/x",
        "dataset.options.path looks like a secret, and recipes are recorded; put it into an environment variable",
    ),
]
RECIPES = [
    Case(
        id="recipe-missing",
        given="a file that is not there",
        command="run {dir}/mine.py",
        said="no recipe file {dir}/mine.py: it does not exist; expected a Python file that defines RECIPE",
    ),
    Case(
        id="recipe-folder",
        given="a folder with a recipe's name",
        command="run {dir}/mine.py",
        make=_folder,
        said="no recipe file {dir}/mine.py: it is a folder; expected a Python file that defines RECIPE",
    ),
    _recipe(
        "recipe-no-python",
        "a file that is no Python",
        "this is no Python\n",
        "{dir}/mine.py cannot be loaded: SyntaxError: invalid syntax (mine.py, line 1); expected Python that defines RECIPE",
    ),
    _recipe(
        "recipe-binary",
        "a binary file",
        bytes(range(256)),
        "{dir}/mine.py cannot be loaded: SyntaxError: source code string cannot contain null bytes; expected Python that defines RECIPE",
    ),
    _recipe(
        "recipe-empty",
        "an empty file",
        "",
        "{dir}/mine.py has no RECIPE; expected a line such as: RECIPE = Recipe(name=...)",
    ),
    _recipe(
        "recipe-wrong-type",
        "a RECIPE that is a dict",
        "RECIPE = {'name': 'x'}\n",
        "{dir}/mine.py has no RECIPE; expected a line such as: RECIPE = Recipe(name=...)",
    ),
    _recipe(
        "recipe-raises",
        "a file that raises",
        "raise ValueError('first\\nsecond')\n",
        "{dir}/mine.py cannot be loaded: ValueError: first; expected Python that defines RECIPE",
    ),
    _recipe(
        "recipe-exits",
        "a file that ends the program",
        "import sys\nsys.exit(0)\n",
        "{dir}/mine.py cannot be loaded: SystemExit: 0; expected Python that defines RECIPE",
    ),
    _recipe(
        "recipe-recursion",
        "a file that never ends calling itself",
        "def f(): f()\nf()\n",
        "{dir}/mine.py cannot be loaded: RecursionError: maximum recursion depth exceeded…; expected Python that defines RECIPE",
    ),
    _recipe(
        "recipe-import",
        "a file that imports what is not installed",
        "import notinstalled\n",
        "{dir}/mine.py cannot be loaded: ModuleNotFoundError: No module named 'notinstalled'; expected Python that defines RECIPE",
    ),
    _recipe(
        "recipe-key",
        "a key with a letter too few",
        RECIPE.replace("EPOCHS", "epoch=3"),
        "{dir}/mine.py: unknown key 'epoch': did you mean 'training.epochs'?",
    ),
    _recipe(
        "recipe-value",
        "a value out of range",
        RECIPE.replace("EPOCHS", "epochs=0"),
        "{dir}/mine.py: epochs: input should be greater than or equal to 1 (given: 0)",
    ),
]
CASES = [*COMMANDS, *SETTINGS, *RECIPES]
