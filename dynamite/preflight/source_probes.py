"""Probes of the source: what in its records decides what the rules give, and may be other than in
the example."""

from __future__ import annotations

from collections.abc import Iterator

from dynamite.preflight.key_probes import KeyProbes
from dynamite.preflight.loss_probes import LossProbes
from dynamite.preflight.partner_probes import PartnerProbes
from dynamite.preflight.probe import Probe, ProbeWriter
from dynamite.preflight.source_asker import SourceQuestions


def source_probes(writer: ProbeWriter, questions: SourceQuestions) -> Iterator[Probe]:
    """The probes of a source, each added to the writer as it is given."""
    yield from KeyProbes(writer, questions).probes()
    yield from PartnerProbes(writer, questions).probes()
    yield from LossProbes(writer, questions).probes()
