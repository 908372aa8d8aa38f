"""The flow that runs the promotion gate on a run: candidate -> judge -> check version -> move alias, or refuse."""

# No postponed annotations here: Prefect evaluates a flow's types when it is decorated.

from typing import Any, Literal

from prefect import flow

from fitflow.orchestration.cancellation import cancellable
from fitflow.promotion.aliases import opened
from fitflow.promotion.documents import PromotionResult
from fitflow.tasks.promote import check_version, find_candidate, judge, move_alias, refuse


@flow(name="promote", flow_run_name="promote-{run}", persist_result=False)
@cancellable
def promote(
    run: str,
    alias: Literal["champion", "challenger"] = "champion",
    reason: str = "",
    force: bool = False,
    overrides: dict[str, Any] | None = None,
) -> PromotionResult:
    """Judge a run's model against the current champion; if it passes, make it the champion.

    Args:
        run: a finished run: its id, the start of one, latest:RECIPE or best:RECIPE.
        alias: the alias to give it; a challenger is not judged.
        reason: recorded in the ledger.
        force: promote whatever the verdict.
        overrides: thresholds that replace the recipe's, such as {"gate.min_difference": 0.01}.

    Returns:
        what `fitflow promote --json` prints: name, version, promoted, verdict, summary, report and more.
    """
    candidate = find_candidate(run)
    with opened(candidate.name) as book:
        judgement = judge(candidate, book, overrides or {}, force) if alias == "champion" else None
        if judgement is not None and judgement.verdict != "promote" and not force:
            return refuse(book, candidate, alias, judgement)
        check_version(candidate)
        return move_alias(book, candidate, alias, judgement, reason)
