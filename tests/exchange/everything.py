"""One workflow with every construct of the language, as an institution might write it."""

from functools import cache

from onboarding.engine.catalogue import Catalogue
from tests.engine.building import FIELDS, Files, filled_fields, paper, read

STEPS = """
id: trip
version: 3
title: {en: "A trip & all it needs <in order>", ja: 出張とその手続}
applies: stay.days > parameter.least
parameters: {least: 3, lead: 30}
source: {from: {en: A rule, ja: 規程}, checked: 2026-11, verified: true}
steps:
  - {id: ask, kind: form, role: guest, title: {en: Tell us, ja: 申告},
     asks: [person.name, person.level], help: {en: "Why we ask", ja: 理由},
     due: parameter.lead days before stay.starts_on,
     remind: [7 days before, on the day, 2 days after -> office], escalate: [5 days after -> host]}
  - {id: papers, kind: form, role: guest, title: {en: Papers, ja: 書類}, needs: [other.ready],
     asks: [person.wishes (optional)], where: {en: Room 1, ja: 1号室},
     bring: [{en: A photo, ja: 写真}],
     redo_when_changed: [stay.starts_on], deputy: host}
  - {id: visits, kind: form, role: guest, title: {en: Visits, ja: 訪問}, asks: [stay.visits],
     opens: [7 days before stay.starts_on, after person.country, "once person.paid", after ask]}
  - {id: judge, kind: decision, role: office, title: {en: Judge, ja: 判定}, needs: [ask, papers],
     shows: [person.name], due: 5 working days after opening,
     outcomes: {good: {en: Good, ja: 良}, fair: {en: Fair, ja: 可, asks: [person.pay]},
                odd: {en: Look closer, ja: 要確認, then: on to closer},
                back: {en: Mend, ja: 差戻し, then: back to ask or papers, redo: [closer]},
                no: {en: Refuse, ja: 否, then: stop}}}
  - {id: closer, kind: task, role: host, title: {en: Look closer, ja: 確認}, needs: [judge]}
  - {id: route, kind: approval, title: {en: Approve the trip, ja: 出張の承認}, needs: [closer],
     when: person.paid, opens: 30 days before stay.starts_on, due: 10 days after opening,
     route: [host, {of: [guest, office, host], need: 2, due: 3 working days after opening,
                    deputy: office}, {of: host, seats: 2}],
     remind: [1 day before],
     outcomes: {yes: {en: Approve, ja: 承認}, mend: {en: Return, ja: 差戻し, then: back to ask},
                no: {en: Decline, ja: 否決, then: stop}}}
  - {id: room, kind: allocation, allocates: room, role: office, title: {en: Give a room, ja: 部屋},
     needs: [judge], when: 'person.level == "high" and at_least(1, person.paid, known(person.pay))'}
  - {id: letter, kind: document, document: letter, role: office,
     title: {en: "The letter {parameter.lead} days ahead", ja: "{parameter.lead}日前の文書"},
     needs: [room, closer]}
  - {id: signed, kind: document, document: letter, confirm: signed, role: office,
     title: {en: The signed letter, ja: 署名した文書}, needs: [room, closer]}
  - {id: each_visit, kind: outcome, role: host, title: {en: "How each visit went", ja: 訪問の結果},
     each: stay.visits, when: stay.days > 5 and visit.days > 2, needs: [letter, visits],
     legal: true, opens: 1 day before visit.starts_on, due: 14 days after visit.starts_on,
     outcomes: {well: {en: Well, ja: 良好}, ill: {en: Badly, ja: 不良}}}
  - {id: last, kind: decision, role: office, title: {en: After all, ja: 最後}, needs: [signed],
     when: 'trip.judge == "fair"',
     outcomes: {again: {en: Again, ja: 再, then: back to judge},
                off: {en: Off, ja: 中止, then: stop}}}
  - {id: closing, kind: task, role: office, title: {en: Close, ja: 完了},
     needs: [last, each_visit, route, other.ready]}
  - {id: call_off, kind: task, role: office, title: {en: Tell everybody, ja: 連絡},
     when: case.stopped}
"""
OTHER = """
id: other
version: 1
title: {en: Another, ja: 別件}
steps: [{id: ready, kind: task, role: host, title: {en: Be ready, ja: 準備}}]
"""
PROGRAMME = """
id: p
title: {en: Everything, ja: 全部}
workflows: [other, {trip: {lead: 45}}]
"""


@cache
def everything() -> Catalogue:
    """Return a catalogue with that workflow, `trip`, and one it waits for, without a fault."""
    files = Files(
        workflows=[STEPS, OTHER],
        programmes=[PROGRAMME],
        fields=filled_fields(FIELDS),
        documents={"letter": paper("uses: [person.name]")},
    )
    catalogue, faults = read(files)
    assert faults == [], faults
    return catalogue
