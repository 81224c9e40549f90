"""Proving the guarantees of a pack: promise · local · walk · reach · prover."""

from fazhi.kernel.procedures.prove.prover import prove
from fazhi.kernel.procedures.prove.replay import act_of, confirmed, replayed, shortened
from fazhi.kernel.procedures.prove.report import Outcome, Proof, Tier, story

__all__ = ["Outcome", "Proof", "Tier", "act_of", "confirmed", "prove", "replayed", "shortened", "story"]
