"""Matters and what is open in them: projections that ``fazhi verify`` folds again and compares."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import StrIndex, Substr

from fazhi.records.models.ledger import Stream
from fazhi.records.models.organisation import Person, Unit


class Matter(models.Model):
    """One run of a procedure, as lists and access need it. ``refreshed``: the day the columns and tasks speak of.

    ``book`` is the register kept apart for it (empty: it stands in the others).
    ``standing`` is ``records.filtering.Standing`` as a number, for the indexes of the lists; ``tail`` (〔2026〕16号) is
    reckoned by the database from the number.
    """

    stream = models.OneToOneField(Stream, on_delete=models.PROTECT, primary_key=True, related_name="matter")
    number = models.CharField(max_length=120, default="")
    title = models.CharField(max_length=300)
    procedure = models.CharField(max_length=64)
    procedure_title = models.CharField(max_length=100)
    pack_digest = models.CharField(max_length=64)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="matters")
    unit_path = models.CharField(max_length=200, db_index=True)
    handler = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="handled", db_index=False)
    state = models.CharField(max_length=64)
    stage = models.CharField(max_length=64, default="")
    outcome = models.CharField(max_length=64, default="")
    opened = models.DateField()
    closed = models.DateField(null=True)
    archived = models.DateField(null=True)
    archive_number = models.CharField(max_length=120, default="")
    urgent = models.BooleanField(default=False)
    findings = models.IntegerField(default=0)
    late_entries = models.IntegerField(default=0)
    vouchers_owed = models.IntegerField(default=0)
    next_due = models.DateField(null=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    last_recorded = models.CharField(max_length=40)
    refreshed = models.DateField()
    standing = models.SmallIntegerField(default=0)
    book = models.CharField(max_length=64, default="")
    tail = models.GeneratedField(
        expression=Substr("number", StrIndex(F("number"), Value("〔"))),
        output_field=models.CharField(max_length=120),
        db_persist=True,
    )

    class Meta:
        # ``records.browsing`` names which index serves which list; what is not in an index is not offered over a
        # million rows.
        indexes = [
            models.Index(fields=["unit_path", "-opened", "-stream"], name="matter_list"),
            models.Index(fields=["handler", "closed"], name="matter_handler"),
            models.Index(fields=["number"], name="matter_number"),
            models.Index(fields=["tail"], name="matter_tail"),
            models.Index(fields=["opened", "stream"], name="matter_newest"),
            models.Index(fields=["standing", "opened", "stream"], name="matter_standing"),
            models.Index(fields=["unit_path", "standing", "opened", "stream"], name="matter_place"),
            models.Index(fields=["procedure", "standing", "opened", "stream"], name="matter_kind"),
            models.Index(
                fields=["unit_path", "procedure", "standing", "opened", "stream", "handler"], name="matter_office"
            ),
            models.Index(
                fields=["handler", "opened", "stream", "unit_path", "procedure", "standing"], name="matter_handled"
            ),
            models.Index(fields=["unit_path", "handler"], name="matter_who"),
            models.Index(
                fields=["procedure", "book", "opened", "stream", "unit_path", "standing"],
                name="matter_book",
                condition=~Q(book=""),
            ),
            models.Index(
                fields=[
                    "stream",
                    "opened",
                    "unit_path",
                    "procedure",
                    "standing",
                    "handler",
                    "closed",
                    "next_due",
                    "findings",
                    "vouchers_owed",
                    "late_entries",
                ],
                name="matter_seen",
            ),
            models.Index(
                fields=["next_due", "opened", "stream", "unit_path", "procedure", "standing", "closed"],
                name="matter_due",
                condition=Q(closed__isnull=True),
            ),
            *(
                models.Index(
                    fields=["opened", "stream", "unit_path", "procedure", "standing", "archived", mark],
                    name=f"matter_{name}",
                    condition=condition,
                )
                for name, mark, condition in (
                    ("findings", "findings", Q(findings__gt=0)),
                    ("vouchers", "vouchers_owed", Q(vouchers_owed__gt=0)),
                    ("late_entries", "late_entries", Q(late_entries__gt=0)),
                    ("urgent", "urgent", Q(urgent=True)),
                )
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.title


class RegisterLine(models.Model):
    """What the registers of its procedure hold of a matter, as read at one head of its stream.

    Good at this head only, and only while the registers are declared and the calendar stands as ``form`` says; where
    ``day`` is set, on that day only. ``cells`` is JSON by register. A line that is missing or behind is read again from
    the events: ``records.register_cells`` does so, ahead of time while the site is served; ``fazhi verify`` reads every
    line that is good once more.
    """

    matter = models.OneToOneField(Matter, on_delete=models.CASCADE, primary_key=True, related_name="line")
    head = models.CharField(max_length=64)
    form = models.CharField(max_length=16)
    day = models.DateField(null=True)
    cells = models.TextField()

    def __str__(self) -> str:
        return f"{self.matter_id} {self.head[:12]}"


class Participant(models.Model):
    """A unit, or one person, that takes part in a matter it does not own, with a role, for a time.

    ``role`` is what that lets them see and do (see ``records.access.Role``); who may invite is decided there too.
    A commission (委托) of somebody outside is for one sending, ``run``; its packet opens from ``stated`` on, the day on
    which the person stated that there is no conflict of interest.
    """

    key = models.CharField(max_length=40, unique=True)
    # Both are the first column of an index below.
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="participants")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="participations", db_index=False)
    person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="participations", db_index=False
    )
    role = models.CharField(max_length=16)
    starts = models.DateField()
    ends = models.DateField(null=True)
    run = models.IntegerField(null=True)
    stated = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "matter", "role", "starts", "ends"], name="participant_person"),
            models.Index(fields=["unit", "matter", "role", "starts", "ends"], name="participant_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.role}"


class Task(models.Model):
    """Something the administration owes now: an open step, a running term, an answer, a voucher.

    ``posts`` is ``|reviewer|leader|`` so that one LIKE finds a post. ``statutory`` is False where no law sets the
    term; ``basis`` then says 本县（镇）设定，无法定期限.
    """

    # Both are the first column of an index below.
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="tasks", db_index=False)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=64)
    run_key = models.CharField(max_length=40, default="")
    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="tasks", db_index=False)
    posts = models.CharField(max_length=200, default="")
    # Most tasks name nobody: those stand in no index of people.
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="tasks", db_index=False)
    due = models.DateField(null=True)
    work_by = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    statutory = models.BooleanField(default=False)
    basis = models.CharField(max_length=300, default="")
    since = models.DateField()
    paused = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "due"], name="task_unit_due"),
            models.Index(fields=["due", "paused", "posts", "unit", "person", "matter"], name="task_due"),
            models.Index(fields=["person"], name="task_person", condition=Q(person__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["matter", "kind", "name", "run_key"], name="task_once"),
        ]

    def __str__(self) -> str:
        return self.title


class OfflineStub(models.Model):
    """A file with a secrecy mark is handled on paper; only its number, date and result are kept."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="offline_stubs")
    number = models.CharField(max_length=120)
    day = models.DateField()
    result = models.CharField(max_length=40, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "number"], name="offline_stub_once")]

    def __str__(self) -> str:
        return self.number
