"""Tasks that build, train and judge a network. Training alone retries: it goes on from its last checkpoint."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from fitflow import continuation, discovery, evaluation_record, runtime, steps, tracking
from fitflow.config import Recipe
from fitflow.errors import InputError
from fitflow.leases import run_folder
from fitflow.live import CURVE, CurveLogger
from fitflow.preprocessing import network_input_shape
from fitflow.refs import Metrics, ModelRef, PreparedRef, RunRef, StartRef, TrainedRef
from tasks.caching import cached, run_is_here
from tasks.slots import device_slot
from tasks.work import done

if TYPE_CHECKING:
    import keras

    from fitflow.checkpoints import Checkpoint


def build_model(recipe: Recipe, prepared: PreparedRef) -> ModelRef:
    """Build the network once to see what it is, and choose how to run it."""
    return done("build", _build(recipe, prepared))


def train_model(
    recipe: Recipe, prepared: PreparedRef, model: ModelRef, run: RunRef, start: StartRef | None
) -> TrainedRef:
    """Fit the network, from a start where there is one, and save it; every epoch goes to MLflow as it ends."""
    trained = _fit(recipe, prepared, model, run, start)
    if trained.reused:
        first = max(trained.initial_epoch, tracking.last_step(run.run_id, CURVE) + 1)  # a run that goes on has some
        tracking.log_curves(run.run_id, trained.history, first)
    return done("train", trained)


@cached(steps.build, ModelRef, name="build")
def _build(recipe: Recipe, prepared: PreparedRef) -> ModelRef:
    model = _describe(recipe, prepared)
    chosen = model.runtime
    get_run_logger().info(
        "%s, %d parameters, on %s, %s (%s)",
        model.name,
        model.num_parameters,
        chosen["device"],
        chosen["precision"],
        chosen["precision_reason"],
    )
    return model


async def _surroundings_failed(_task: Any, _task_run: Any, state: Any) -> bool:
    """Try again after what the machine did, such as a network disk that was away; a recipe's own failure stays one."""
    try:
        await state.aresult()
    except OSError:
        return True
    except Exception:
        return False
    return False


@cached(
    steps.train,
    TrainedRef,
    name="train",
    there=run_is_here,
    retries=2,
    retry_delay_seconds=[1, 10],
    retry_condition_fn=_surroundings_failed,
)
def _fit(recipe: Recipe, prepared: PreparedRef, model: ModelRef, run: RunRef, start: StartRef | None) -> TrainedRef:
    with device_slot(model):
        trained = _train(recipe, prepared, model, run, start)
    tracking.log_file(run.run_id, Path(trained.checkpoint), "checkpoint")
    get_run_logger().info("%d epochs, %.0f examples/s", trained.epochs, trained.examples_per_second)
    return trained


@task(name="find start", cache_policy=NO_CACHE)
def find_start(recipe: Recipe, prepared: PreparedRef, run_id: str) -> StartRef:
    """Find the run to go on from."""
    start = continuation.find_start(run_id, recipe, prepared.dataset)
    get_run_logger().info("going on from run %s", start.run_id)
    return start


def evaluate_model(trained: TrainedRef, prepared: PreparedRef, run: RunRef) -> Metrics:
    """Measure the trained network on the test split."""
    metrics = _evaluate(trained, prepared, run)
    tracking.log_results(run.run_id, metrics.values, step=trained.epochs - 1)
    evaluation_record.write(run.run_id, metrics, prepared.dataset)
    return done("evaluate", metrics)


@cached(steps.evaluate, Metrics, name="evaluate")
def _evaluate(trained: TrainedRef, prepared: PreparedRef, run: RunRef) -> Metrics:
    from fitflow import evaluation

    dataset = prepared.dataset
    reads = tracking.note_test_read(run.run_id, dataset.name, dataset.digests["test"])  # before it is read
    metrics = evaluation.evaluate(trained, prepared).model_copy(update={"test_reads": reads})
    get_run_logger().info(", ".join(f"{name} {value:.4g}" for name, value in metrics.values.items()))
    return metrics


def _describe(recipe: Recipe, prepared: PreparedRef) -> ModelRef:
    keras = runtime.import_keras()
    runtime.apply(runtime.choose(recipe.runtime, convolutional=False))  # an earlier run may have left other settings
    network = _network(recipe, prepared)
    convolutional = any(isinstance(layer, keras.layers.Conv2D) for layer in network.layers)
    return ModelRef(
        name=recipe.model.name,
        num_parameters=network.count_params(),
        convolutional=convolutional,
        runtime=runtime.choose(recipe.runtime, convolutional).tags(),
    )


def _train(recipe: Recipe, prepared: PreparedRef, model: ModelRef, run: RunRef, start: StartRef | None) -> TrainedRef:
    from fitflow import training

    chosen = runtime.choose(recipe.runtime, model.convolutional)
    runtime.apply(chosen)
    network = _network(recipe, prepared)
    folder = run_folder(run.run_id)
    checkpoint, initial_epoch = _position(folder, start)
    log_epoch = CurveLogger(run.run_id, folder, checkpoint.history if checkpoint else {}, initial_epoch)
    with tracking.system_metrics(run.run_id):
        return training.train(network, recipe, prepared, chosen, folder, log_epoch, checkpoint, initial_epoch)


def _position(folder: Path, start: StartRef | None) -> tuple[Checkpoint | None, int]:
    """Where training goes on, and the epoch that the recipe's epochs count from: this run's own checkpoint, if any."""
    from fitflow import checkpoints

    log = get_run_logger()
    own, wrong = checkpoints.newest(folder / "checkpoint")
    for message in wrong:
        log.warning("%s; the one before it is used", message)
    if own is not None:
        log.info("going on from epoch %d, batch %d", own.epoch + 1, own.batch + 1)
        return own, int(own.facts["initial_epoch"])
    if start is None:
        return None, 0
    other, wrong = checkpoints.newest(Path(start.folder))
    if other is None:
        raise InputError("; ".join(wrong) or f"run {start.run_id[:8]} has no checkpoint to go on from")
    return replace(other, facts={}), other.epoch  # a sitting of its own: early stopping begins anew


def _network(recipe: Recipe, prepared: PreparedRef) -> keras.Model:
    """The recipe's network with the initial weights of its seed."""
    keras = runtime.import_keras()
    from fitflow import losses, networks

    build = discovery.find("models", recipe.model.name).build
    discovery.check_options("model", build, recipe.model.options)
    num_outputs = losses.num_outputs(recipe.training.loss, prepared.dataset)
    keras.utils.set_random_seed(recipe.seed)  # here and not in the flow: see docs/decisions.md
    shape = network_input_shape(prepared)
    try:
        network = build(shape, num_outputs, **recipe.model.options)
    except (ValueError, TypeError) as error:
        reason = str(error).strip().splitlines()[0]
        raise InputError(f"model {recipe.model.name} cannot be built for examples of shape {shape}: {reason}") from None
    if recipe.model.kernel_stddev is not None:
        networks.draw_kernels(network, recipe.model.kernel_stddev, recipe.seed)
    return network
