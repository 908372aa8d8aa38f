"""Fashion-MNIST: photographs of clothes, 60,000 training and 10,000 test images, shaped like MNIST.

Examples: uint8 (28, 28, 1), grey, on black. Labels 0..9: the garment; 6,000 training and 1,000 test images a class.
Debian's package dataset-fashion-mnist installs it; Keras downloads it.
Licence: MIT. Source: https://github.com/zalandoresearch/fashion-mnist (H. Xiao, K. Rasul, R. Vollgraf,
arXiv:1708.07747).
Content: SHA-256 over dtype, shape and every byte of every split, in `CARD.known`; any other content is rejected.
"""

from pathlib import Path

from fitflow.data.cards import Card, Source

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
    known={"e82adc0c97c6273e3db09f058ebe2cde03fe9e1df16f9d9054d558032e2a0f39": "original"},
    strict=True,
)
SOURCE = Source(
    card=CARD,
    formats=("idx", "npz", "images", "table"),
    keras_cache=("fashion-mnist",),
    system=(Path("/usr/share/datasets/fashion-mnist"),),
    keras_download="fashion_mnist",
    hint="apt-get install dataset-fashion-mnist",
)
