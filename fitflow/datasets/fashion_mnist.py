"""Fashion-MNIST: photographs of clothes, 60,000 training and 10,000 test images, shaped like MNIST.

Examples: uint8 (28, 28, 1), grey, on black. Labels 0..9: the garment; 6,000 training and 1,000 test images a class.
Debian's package dataset-fashion-mnist installs it; Keras downloads it.
Licence: MIT. Source: https://github.com/zalandoresearch/fashion-mnist (H. Xiao, K. Rasul, R. Vollgraf, arXiv:1708.07747).
Content: SHA-256 over dtype, shape and every byte of every split, in `CARD.known`; any other content is refused.
"""

from pathlib import Path

from fitflow.datasets.base import Card

CARD = Card(
    name="fashion-mnist",
    title="Fashion-MNIST",
    input_shape=(28, 28, 1),
    dtype="uint8",
    value_range=(0, 255),
    num_train=60_000,
    num_test=10_000,
    class_names=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    license="MIT",
    source="https://github.com/zalandoresearch/fashion-mnist",
    known={"FASHIONDIGEST": "original"},
    strict=True,
)
KERAS_CACHE = ("fashion-mnist",)
SYSTEM = (Path("/usr/share/datasets/fashion-mnist"),)
HINT = "apt-get install dataset-fashion-mnist"
