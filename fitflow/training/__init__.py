"""Training with Keras: losses, callbacks, checkpoints, and the call of `fit`."""
