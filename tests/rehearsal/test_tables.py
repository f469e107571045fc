"""The CSV files of a rehearsal: columns that stay."""

from datetime import date

from onboarding.rehearsal.tables import steps_csv, weeks_csv
from tests.rehearsal import tiny

NAMES = {
    "en": {"office": "International office", "w.visa": "Visa"},
    "ja": {"office": "国際課", "w.visa": "査証"},
}
ARRIVALS = [
    tiny.arrival(1, date(2027, 1, 4), date(2027, 2, 1)),
    tiny.arrival(2, date(2027, 1, 5), date(2027, 1, 20)),
]


def test_weeks_as_csv():
    figures = tiny.told(tiny.play(ARRIVALS, office=1), office=1)

    assert weeks_csv(figures, NAMES).split("\r\n")[:7] == [
        "week,who,who_en,who_ja,open,opened,done,late",
        "2027-01-04,office,International office,国際課,2,2,0,0",
        "2027-01-04,guest,guest,guest,0,2,2,0",
        "2027-01-04,bureau,bureau,bureau,0,0,0,0",
        "2027-01-11,office,International office,国際課,0,0,2,0",
        "2027-01-11,guest,guest,guest,0,0,0,0",
        "2027-01-11,bureau,bureau,bureau,2,2,0,0",
    ]


def test_steps_as_csv():
    figures = tiny.told(tiny.play(ARRIVALS, office=1), office=1)

    assert steps_csv(figures, NAMES) == "\r\n".join(
        [
            "step,title_en,title_ja,who,done,late,waited_days,took_days,late_by_days,"
            "on_critical_paths",
            "w.ask,w.ask,w.ask,guest,2,1,0.0,5.0,10.0,2",
            "w.check,w.check,w.check,office,2,0,3.0,1.0,0.0,2",
            "w.visa,Visa,査証,bureau,2,0,0.0,10.0,0.0,2",
            "w.arrive,w.arrive,w.arrive,guest,2,1,0.0,3.0,7.0,2",
            "",
        ]
    )
