"""Whole cases in the database: played in the engine, and recorded event by event with papers."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from onboarding.cases import papers, service
from onboarding.cases.library import library
from onboarding.cases.models import Case
from onboarding.cases.policies import Part
from onboarding.cases.queries import lock_case, progress_of
from onboarding.cases.recording import By, record
from onboarding.database import db, transaction
from onboarding.documents import service as documents
from onboarding.documents.models import Document, StoredFile
from onboarding.engine.events import ANSWERED, FINISHED, Change
from onboarding.engine.plan import PlannedStep
from onboarding.papers.service import WANTED
from onboarding.people.models import Person
from onboarding.rehearsal.papers import keep_example
from tests.cases.playing import Play, Shape


def moment(day: date) -> datetime:
    """Return noon in Japan of a day."""
    return datetime.combine(day, time(3, 0), UTC)


class Wanting(Play):
    """A play in which every paper that can be asked for is asked for on the first day."""

    def __init__(self, shape: Shape) -> None:
        super().__init__(shape)
        field = self.progress.plan.blueprint.fields.get(WANTED)
        if field is not None:
            wanted = tuple(option.id for option in field.options)
            self._happen(Change(ANSWERED, {"facts": {WANTED: wanted}}))


class WholeCase:
    """A case played all but to its end, its papers made; `day` is when it is there.

    The last step is left open, as nothing can be changed of a case that is closed. `typist`: who
    is said to have given all answers; nobody where it is left out.
    """

    def __init__(
        self,
        shape: Shape,
        department_id: int,
        researcher: Person,
        host: Person,
        *,
        typist: Person | None = None,
    ) -> None:
        self.typist = typist
        play = Wanting(shape).end()
        self.day = play.today
        opened, *rest = play.events
        last = max(n for n, event in enumerate(rest) if event.kind == FINISHED)
        new = service.NewCase(
            shape.programme, department_id, researcher.id, host.id, opened.data["facts"]
        )
        self.case: Case = service.open_case(new, by=By(typist, moment(opened.on)))
        for event in rest[:last]:
            self.happen(Change(event.kind, event.data), event.on)

    def progress(self) -> Any:
        """Return where the case stands."""
        return progress_of(self.case, self.day)

    def happen(self, change: Change, day: date) -> None:
        """Let something happen, as it did in the play; the paper of a finished step is made."""
        at = moment(day)
        with transaction():
            case = lock_case(self.case.id)
            before = progress_of(case, day)
            step = before.plan.find(change.data["step"]) if change.kind == FINISHED else None
            if step is not None and step.document is not None:
                papers.ask_open(case, before, at)
                keep_example(case, step, at=at)
            record(case, change, before=before, by=By(self.typist, at))

    def know(self, facts: Mapping[str, Any], *, by: Person | None = None) -> int:
        """Record facts outside any step; return the number of the event."""
        number = self.case.sequence + 1
        service.record_facts(self.case.id, facts, by=By(by, moment(self.day)))
        return number

    def make_papers(self) -> list[Document]:
        """Make every paper asked for, and finish the steps they are for; return them."""
        made: list[Document] = []
        while asked := self._asked():
            for document in asked:
                self._make(document.id)
                made.append(document)
                self._finish(self.progress().plan.find(document.step_key))
        db.session.expire_all()
        return made

    def _asked(self) -> list[Document]:
        """Return what waits to be made; what is invented never stands before an authority."""
        found = db.session.query(Document).filter_by(case_id=self.case.id).order_by(Document.id)
        for document in filter(documents.is_held, found):
            documents.let_go(document)
        db.session.commit()
        return [document for document in found if document.state == "asked"]

    def _make(self, id: int) -> None:
        """Make a paper as a worker does, except that one file serves for all."""
        at = moment(self.day)
        name = db.session.get_one(Document, id).name
        document = documents.claim(id, library().documents[name].prefix, at=at, on=self.day)
        assert document is not None
        with transaction():
            file = db.session.query(StoredFile).filter_by(case_id=self.case.id).first()
            assert file is not None
            documents.keep(document, file, at=at, dated_on=self.day)

    def _finish(self, step: PlannedStep) -> None:
        """Finish the step of a paper, unless it is the last one of all."""
        progress = self.progress()
        left = progress.plan.every() & ~(progress.done | progress.skipped)
        if progress.open >> step.number & 1 and left != step.bit:
            part = Part(0, {step.step.role: None})
            by = By(None, moment(self.day), part)
            service.finish_step(self.case.id, step.key, by=by)
