"""The working copy, candidates, editions and the audit trail.

Who did something is kept as text too, so that it outlives the account.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from riskfactors.engine.naming import field_in_words, name_of

COMMAND_LINE = "the command line"


def who() -> Any:
    """A pointer to an account that may be gone; the rows that hold one are kept."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )


def account(who: Any) -> Any:
    """The account behind an act; none behind what a release or the command line does."""
    return who if isinstance(who, models.Model) else None


class Entry(models.Model):
    """One text of the working copy; its fields are those of its kind's type."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=60)
    fields = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ("kind", "key")
        verbose_name = "text"
        constraints = (models.UniqueConstraint(fields=("kind", "key"), name="entry_once"),)
        permissions = (
            ("send_for_review", "Can send the working copy for review"),
            ("approve_candidate", "Can approve a candidate"),
            ("invite_checker", "Can give a fact-checker a link"),
            ("publish_edition", "Can publish the working copy"),
            ("roll_back", "Can roll back to an older edition"),
        )

    def __str__(self) -> str:
        return name_of(self.kind, self.key, self.fields)


class TextVersion(models.Model):
    """A text as somebody left it; without fields, they withdrew it. Only ever added to.

    `form_id` names the page it was saved from, so that a draft which that page sent before, and
    which comes later, is known as one.
    """

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    fields = models.JSONField(default=dict)
    at = models.DateTimeField()
    who = who()
    who_text = models.CharField(max_length=150, blank=True)
    form_id = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ("kind", "key", "-number")
        constraints = (
            models.UniqueConstraint(fields=("kind", "key", "number"), name="version_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} / {self.key}, version {self.number}"


class Opening(models.Model):
    """An editor has a text open; `at` is when their page last said so."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE)
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("entry", "editor"), name="opening_once"),)

    def __str__(self) -> str:
        return f"{self.editor}: {self.entry}"


class Dismissal(models.Model):
    """Advice that somebody decided not to follow, and why."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=60)
    field = models.CharField(max_length=60, blank=True)
    message = models.TextField()
    reason = models.TextField(max_length=500)
    at = models.DateTimeField(auto_now_add=True)
    who = who()
    who_text = models.CharField(max_length=150)

    class Meta:
        indexes = (models.Index(fields=["kind", "key"], name="dismissal_text"),)

    def __str__(self) -> str:
        return f"{self.kind} / {self.key}: {self.message}"

    @property
    def place(self) -> str:
        """The text and its field, as people call them."""
        name = name_of(self.kind, self.key, {})
        return f"{name}, {field_in_words(self.kind, self.field)}" if self.field else name


class Draft(models.Model):
    """What one editor typed and has not saved; `version` is the text's it started from, `pages`
    the id of each page that is open, with the fields it showed last.
    """

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE)
    # An account is locked, not deleted; one with unsaved words cannot be.
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    fields = models.JSONField(default=dict)
    version = models.PositiveIntegerField()
    pages = models.JSONField(default=list)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("entry", "editor"), name="draft_once"),)

    def __str__(self) -> str:
        return f"{self.editor}: {self.entry}"


class Candidate(models.Model):
    """A frozen working copy under review. An edit of any text voids it: digests differ then."""

    document = models.TextField()
    digest = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    sent_at = models.DateTimeField(auto_now_add=True)
    sent_by = who()
    sent_by_text = models.CharField(max_length=150)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"Candidate {self.pk}"


class Approval(models.Model):
    """Somebody's yes to the digest of a candidate."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="approvals")
    digest = models.CharField(max_length=64)
    given_at = models.DateTimeField(auto_now_add=True)
    given_by = who()
    given_by_text = models.CharField(max_length=150)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("candidate", "given_by"), name="approved_once"),
        )

    def __str__(self) -> str:
        return f"{self.given_by_text}: {self.candidate}"


class FactCheck(models.Model):
    """A link to one candidate for somebody without an account; only the token's hash is kept."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="checks")
    token_hash = models.CharField(max_length=64, unique=True)
    checker = models.CharField(max_length=100)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by_text = models.CharField(max_length=150)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.checker}: {self.candidate}"


class Remark(models.Model):
    """What somebody says of one text, or of the whole where no text is named; of a candidate's, if
    there was one.

    A checker's comes through their link and may have no words, which means "fine"; an editor's has
    an account. It is open until somebody resolves it.
    """

    candidate = models.ForeignKey(
        Candidate, null=True, on_delete=models.CASCADE, related_name="remarks"
    )
    check_by = models.ForeignKey(
        FactCheck, null=True, on_delete=models.CASCADE, related_name="remarks"
    )
    who = who()
    who_text = models.CharField(max_length=150)
    kind = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=60, blank=True)
    words = models.TextField(blank=True, max_length=2000)
    made_at = models.DateTimeField(auto_now=True)
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ("kind", "key", "id")
        constraints = (
            models.UniqueConstraint(fields=("check_by", "kind", "key"), name="remark_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} / {self.key}: {self.words or 'fine'}"

    @property
    def is_request(self) -> bool:
        """Whether an editor asks for changes of the whole."""
        return not self.key and self.check_by_id is None


class Reply(models.Model):
    """An answer to a remark; `act` says whether it also resolved or reopened it."""

    remark = models.ForeignKey(Remark, on_delete=models.CASCADE, related_name="replies")
    words = models.TextField(blank=True, max_length=2000)
    act = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    who = who()
    who_text = models.CharField(max_length=150)

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return f"{self.who_text}: {self.act or self.words}"


class Edition(models.Model):
    """A published edition; the database refuses to change or delete one."""

    number = models.PositiveIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    date = models.DateField()
    document = models.TextField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"Edition {self.number}"


class LiveRows(models.QuerySet["Live"]):
    """The row that says what is live, or none."""

    def edition(self) -> Edition | None:
        """The edition that visitors read; None before the first is published."""
        row = self.select_related("edition").first()
        return row.edition if row else None


class Live(models.Model):
    """The one row that says which edition visitors read."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT)
    objects = LiveRows.as_manager()

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="one_live"),)

    def __str__(self) -> str:
        return str(self.edition)


class Trail(models.Manager["AuditLine"]):
    """The audit trail."""

    def write(
        self,
        act: str,
        *,
        who: Any,
        edition: Edition | None,
        before: str = "",
        after: str,
        note: str = "",
    ) -> None:
        """Add a line; `before` and `after` are digests, nobody's act is the command line's."""
        self.create(
            who=account(who),
            who_text=str(who or COMMAND_LINE),
            act=act,
            edition=edition.number if edition else 0,
            digest_before=before,
            digest_after=after,
            note=note,
        )


class AuditLine(models.Model):
    """Who did what to which edition; the database refuses to change or delete one."""

    at = models.DateTimeField("when", auto_now_add=True)
    who = who()
    who_text = models.CharField("who", max_length=150)
    act = models.CharField("what was done", max_length=20)
    edition = models.PositiveIntegerField("live edition")
    digest_before = models.CharField(max_length=64, blank=True)
    digest_after = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    objects = Trail()

    class Meta:
        ordering = ("-at", "-id")
        verbose_name, verbose_name_plural = "line of the audit trail", "audit trail"
        # The trail is only ever added to: what its list asks for stays as quick.
        indexes = (
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["act"], name="audit_act"),
            models.Index(fields=["who_text"], name="audit_who"),
        )

    def __str__(self) -> str:
        return f"{self.who_text}: {self.act} edition {self.edition}"
