"""The machine and this process: paths, environment, hardware, backend, versions, secrets, URLs."""
