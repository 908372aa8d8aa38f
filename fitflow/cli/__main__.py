"""`python -m fitflow.cli` is the `fitflow` command."""

from fitflow.cli.main import main

main()
