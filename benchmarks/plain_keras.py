"""Baseline: the recipe mnist-dense as a plain script with Keras's defaults; prints test accuracy and times."""

import gzip
import json
import sys
import time
from pathlib import Path

start = time.perf_counter()
import keras  # noqa: E402
import numpy as np  # noqa: E402

imported = time.perf_counter()
folder, output = Path(sys.argv[1]), sys.argv[2]


def read(name: str, header: int) -> np.ndarray:
    return np.frombuffer(gzip.decompress((folder / f"{name}-ubyte.gz").read_bytes()), np.uint8, offset=header)


x_train = read("train-images-idx3", 16).reshape(-1, 784).astype("float32") / 255
y_train = read("train-labels-idx1", 8)
x_test = read("t10k-images-idx3", 16).reshape(-1, 784).astype("float32") / 255
y_test = read("t10k-labels-idx1", 8)
keras.utils.set_random_seed(0)
model = keras.Sequential([keras.layers.Dense(512, activation="relu"), keras.layers.Dense(10, activation="softmax")])
model.compile("rmsprop", "sparse_categorical_crossentropy", metrics=["accuracy"])
ready = time.perf_counter()
model.fit(x_train, y_train, epochs=5, batch_size=128)
fitted = time.perf_counter()
_, accuracy = model.evaluate(x_test, y_test)
model.save(output)
done = time.perf_counter()
times = {
    "imports": imported - start,
    "data": ready - imported,
    "fit": fitted - ready,
    "evaluate and save": done - fitted,
}
print(json.dumps({"test_accuracy": accuracy, "seconds": times}))
