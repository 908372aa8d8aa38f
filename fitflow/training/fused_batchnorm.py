"""Batch normalization with TensorFlow's fused kernel, for training on a CPU.

Keras composes the layer of a dozen operations, each of which reads the whole batch in float32: half the time of a small
convolutional network (measured in docs/decisions.md). TensorFlow's kernel reads it once or twice, in the batch's dtype.
Layer, variables and saved model stay Keras's; only the layer's call during training is replaced.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras

from fitflow.training.runtime import Runtime

DTYPES = ("float32", "bfloat16")


def fuse(model: keras.Model, runtime: Runtime) -> None:
    """Replace the call of each layer that the kernel supports; XLA and other backends fuse by themselves.

    Args:
        model: a built model; layers of nested models are included.
        runtime: device, and whether XLA compiles.
    """
    if runtime.device.backend != "tensorflow" or runtime.device.kind != "cpu" or runtime.jit_compile:
        return
    network: Any = model
    for layer in network._flatten_layers():
        if isinstance(layer, keras.layers.BatchNormalization) and _is_supported(layer):
            layer.call = _fused(layer, layer.call)


def _is_supported(layer: Any) -> bool:
    """Return whether the kernel supports the layer: channels-last images and none of the options that it lacks."""
    return (
        layer.input_spec.ndim == 4
        and layer.axis in (-1, 3)
        and layer.scale
        and layer.center
        and not layer.renorm
        and not layer.synchronized
        and layer.compute_dtype in DTYPES
    )


def _fused(layer: Any, keras_call: Callable[..., Any]) -> Callable[..., Any]:
    import tensorflow as tf

    def call(inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        if not training or not layer.trainable or mask is not None:
            return keras_call(inputs, training=training, mask=mask)
        unused = tf.zeros([0])
        outputs, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
            x=inputs,
            scale=tf.convert_to_tensor(layer.gamma),
            offset=tf.convert_to_tensor(layer.beta),
            mean=unused,
            variance=unused,
            epsilon=layer.epsilon,
            is_training=True,
        )
        # The kernel returns the sample variance; Keras uses the population variance.
        count = tf.cast(tf.reduce_prod(tf.shape(inputs)[:-1]), tf.float32)
        _update_average(layer.moving_mean, mean, layer.momentum)
        _update_average(layer.moving_variance, variance * (count - 1) / count, layer.momentum)
        return outputs

    return call


def _update_average(moving: Any, value: Any, momentum: float) -> None:
    moving.assign(moving * momentum + value * (1 - momentum))
