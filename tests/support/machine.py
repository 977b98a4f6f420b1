"""Hypothesis state machines over real tables."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test


def run_on_tables(machine: type[RuleBasedStateMachine], *, steps: int) -> None:
    """Play six games of so many steps, the same ones each time."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=6,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            # A failure is reported as it was found: to shrink it on real tables takes minutes.
            phases=[Phase.generate],
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
