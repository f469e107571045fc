"""What can be done with a case, on a real database."""

from onboarding.cases import service
from tests.conftest import TODAY


def test_a_new_case_has_its_first_steps_open(make_case, state):
    case = make_case("jsps_fellow")

    assert [planned.key for planned in state(case).open_steps()] == [
        "acceptance.application",
        "acceptance.export_precheck",
        "acceptance.profile",
        "acceptance.declaration",
    ]


def test_rebuilding_a_case_changes_nothing(make_case):
    case = make_case("employed")

    assert service.rebuild(case.id, TODAY) is False
