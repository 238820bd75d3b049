from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.base.axes import Array
from sim.dispute import load
from sim.interests import wedge
from sim.interests.wedge import Form
from tests.support.arrays import near, of, rows, same

FORMS = [pytest.param(form, id=form.name) for form in Form]

# Three senders, the last of them the claimant; reliefs of a half, nothing and a quarter.
SPLIT: dict[str, Any] = {
    "sender_sanctions": [of(0.2), of(0.3), of(0.06)],
    "sender_sanctions_anchor": [of(0.4), of(0.3), of(0.08)],
    "sender_weight": [of(0.3), of(0.6), of(0.3)],
    "claimant_sender": rows(0, 0, 1),
    "holder_claimant_alignment": of(0.3),
    "holder_claimant_alignment_anchor": of(0.3),
    "courtship": of(1),
}
TOGETHER = {"sender_sanctions": SPLIT["sender_sanctions_anchor"]}
TARGET: dict[str, Any] = {
    **SPLIT,
    "courting": of(0.5),
    "voices": of(14),
    "voices_anchor": of(7),
    "prospect": of(0.1),
}


def split(form: Form, **changes: Any) -> Array:
    return wedge.split(**{**SPLIT, **changes}, form=of(form))


def test_codes_stand_in_the_order_of_the_parameter_file() -> None:
    options = load("kurils").register["interests.wedge.form"].options
    assert options == tuple(form.name for form in Form)


def test_by_hand() -> None:
    near(split(Form.additive), (0.3 * 0.5 + 0.3 * 0.25) / 1.2)
    near(split(Form.complements), (1.5 * 1.25 - 1) / 7)
    near(split(Form.weakest), 0)
    near(split(Form.maximum), 0.5)
    near(split(Form.claimant_only), 0.25)


def test_a_warmer_claimant_by_hand() -> None:
    # 0.25 + 1 * 0.4: its relief becomes 0.65
    warm = {"holder_claimant_alignment": of(0.7)}
    near(split(Form.claimant_only, **warm), 0.65)
    near(split(Form.maximum, **warm), 0.65)
    near(split(Form.additive, **warm), (0.3 * 0.5 + 0.3 * 0.65) / 1.2)


@pytest.mark.parametrize("form", FORMS)
def test_forms_differ_in_shape_and_not_in_size(form: Form) -> None:
    near(split(form, sender_sanctions=[of(0)] * 3), 1)


@pytest.mark.parametrize("form", FORMS)
def test_who_stands_together_is_not_split(form: Form) -> None:
    same(split(form, **TOGETHER), of(0))
    near(wedge.council(**{**SPLIT, **TOGETHER}, form=of(form)), 0)


@pytest.mark.parametrize("form", FORMS)
def test_tightening_is_no_further_unity(form: Form) -> None:
    same(split(form, sender_sanctions=[of(0.9), of(0.9), of(0.9)]), of(0))


@pytest.mark.parametrize("form", FORMS)
@given(
    severities=st.tuples(*[st.floats(0.05, 0.4)] * 3),
    sender=st.integers(0, 2),
    factor=st.floats(0, 1),
)
def test_relief_by_anyone_never_brings_them_together(
    form: Form, severities: tuple[float, ...], sender: int, factor: float
) -> None:
    before = [of(severity) for severity in severities]
    after = [s * factor if i == sender else s for i, s in enumerate(before)]
    assert split(form, sender_sanctions=after) >= split(form, sender_sanctions=before) - 1e-12


@pytest.mark.parametrize("form", FORMS)
def test_what_the_target_gains_the_others_lose(form: Form) -> None:
    apart = split(form)
    # courting 0.5 of what 14 against 7 doubters promise: 0.1 * 0.5 * 2
    near(wedge.target(**TARGET, form=of(form)), apart + 0.1)
    near(wedge.council(**SPLIT, form=of(form)), -apart)
    # full pressure would secure 0.3: a third of it, 0.1
    own = {"patron_sanctions": of(0.4), "patron_sanctions_anchor": of(0.4)}
    patron = wedge.patron(**SPLIT, **own, pressure=of(1 / 3), grip=of(0.3), form=of(form))
    near(patron, 0.1 - apart)
    # a patron that has lifted half itself secures half as much
    own["patron_sanctions"] = of(0.2)
    patron = wedge.patron(**SPLIT, **own, pressure=of(1 / 3), grip=of(0.3), form=of(form))
    near(patron, 0.05 - apart)


def test_no_courting_no_prospect() -> None:
    same(wedge.target(**{**TARGET, "courting": of(0)}, form=of(0)), split(Form.additive))


def test_a_council_without_critics_at_the_start_is_no_division_by_zero() -> None:
    none = {**TARGET, "voices": of(0), "voices_anchor": of(0)}
    assert np.isfinite(wedge.target(**none, form=of(0))).all()


def test_each_world_has_its_own_form() -> None:
    several = {
        name: [np.repeat(row, 5) for row in value] if isinstance(value, list) else value
        for name, value in SPLIT.items()
    }
    codes = of(*Form)
    same(wedge.split(**several, form=codes), [split(form)[0] for form in Form])
