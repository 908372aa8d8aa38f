"""Names of the labels that fitflow sets on Prefect flow runs."""

RUN = "mlflow.run_id"  # the MLflow run of a flow run
WAITING = "waiting for "  # what the name of the task begins with in which a run waits for a device
DEVICES = {"cpu": "cpu-train", "gpu": "gpu"}  # by the kind of device: its concurrency limit on trainings
