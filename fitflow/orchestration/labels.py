"""Labels of Prefect flow runs that lead to what they are about."""

RUN = "mlflow.run_id"  # the MLflow run of a flow run
