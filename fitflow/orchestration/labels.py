"""Names of the labels that fitflow sets on Prefect flow runs."""

RUN = "mlflow.run_id"  # the MLflow run of a flow run
