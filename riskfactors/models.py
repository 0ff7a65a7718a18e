"""The working copy, the editions and the audit trail."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One text of the working copy; its fields are those of its kind's type."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=60)
    fields = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("kind", "key")
        verbose_name = "text"
        constraints = (models.UniqueConstraint(fields=("kind", "key"), name="entry_once"),)
        permissions = (("publish_edition", "Can publish the working copy"),)

    def __str__(self) -> str:
        return f"{self.kind} / {self.key}"


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


class Live(models.Model):
    """The one row that says which edition visitors read."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="one_live"),)

    def __str__(self) -> str:
        return str(self.edition)


class AuditLine(models.Model):
    """Who did what to which edition; the database refuses to change or delete one."""

    at = models.DateTimeField(auto_now_add=True)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, db_constraint=False
    )
    who_text = models.CharField(max_length=150)
    act = models.CharField(max_length=20)
    edition = models.PositiveIntegerField()
    digest_before = models.CharField(max_length=64, blank=True)
    digest_after = models.CharField(max_length=64)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.who_text}: {self.act} edition {self.edition}"
