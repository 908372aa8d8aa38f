"""The machine and the process: paths, environment, hardware, backend, versions, files, secrets, addresses."""
