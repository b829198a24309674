"""The simulator: what is right never fails in it, and what is broken always does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sync.invariants import look
from sync.simulate import Simulation
from sync.stage import Violation
from tests.sync.broken import VARIANTS

RUNS, STEPS, SHARES = 3000, 60, 6

# Seeds that once failed, each with what it taught.
TAUGHT = {
    479: "whoever knew a replica's id could take it after a restore: ids stay off the wire",
}


@pytest.mark.parametrize("share", range(SHARES))
def test_no_fault_of_the_design_breaks_an_invariant(share: int) -> None:
    for seed in range(share, RUNS, SHARES):
        Simulation(seed).run(STEPS, look)


@pytest.mark.parametrize("seed", TAUGHT)
def test_what_a_seed_taught_is_not_forgotten(seed: int) -> None:
    Simulation(seed).run(STEPS, look)


@pytest.mark.parametrize("name", VARIANTS)
def test_a_broken_variant_is_noticed(name: str) -> None:
    for seed in range(RUNS):
        try:
            Simulation(seed, VARIANTS[name]).run(STEPS, look)
        except Violation as found:
            assert f"seed {seed}" in str(found)
            return
    pytest.fail(f"{name} survived {RUNS} runs")


def test_a_run_is_a_function_of_its_seed() -> None:
    one, two = (Simulation(11).run(STEPS, look) for _ in range(2))
    assert one.trace == two.trace
    assert one.exchanges == two.exchanges
    assert one.store.ops == two.store.ops


def test_a_violation_says_how_to_see_it_again() -> None:
    run = Simulation(5)
    run.trace.append("seal u1")
    with pytest.raises(Violation, match=r"S1: gone \(seed 5, step 1\)\nseal u1"):
        run.fail("S1", "gone")


def test_the_script_reports_what_it_ran() -> None:
    script = Path(__file__).resolve().parents[2] / "scripts" / "simulate.py"
    words = [sys.executable, str(script), "--runs", "3", "--steps", "20", "--jobs", "1"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert "3 runs of 20 steps" in done.stdout
    assert "no invariant was broken" in done.stdout
