"""现行有效文件库: the documents that matters have put in force, and their words for the full-text index."""

from __future__ import annotations

from django.db import models

from fazhi.records.models.matter import Matter


class IssuedDocument(models.Model):
    """A document as it stands by its matter: a projection that ``fazhi verify`` makes again.

    Its state is a question of the day, so it is no column. ``digest`` is the SM3 of the present text. ``title`` is that
    of its matter: a search looks through this table alone.
    """

    matter = models.OneToOneField(Matter, on_delete=models.CASCADE, primary_key=True, related_name="issued")
    kind = models.CharField(max_length=64)
    number = models.CharField(max_length=120)
    document = models.CharField(max_length=120)
    published = models.DateField()
    since = models.DateField(db_index=True)
    until = models.DateField(null=True)
    warn = models.DateField(null=True)
    ended = models.DateField(null=True)
    word = models.CharField(max_length=40)
    changed = models.DateField(null=True)
    digest = models.CharField(max_length=64, db_index=True)
    texts = models.IntegerField()
    title = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.number or self.document


class IssuedText(models.Model):
    """The words of a published text, once per content: a cache that is read again, not a record.

    ``tokens`` are the pairs of characters the full-text index is made of; ``trouble`` says why a text has none.
    """

    digest = models.CharField(max_length=64, unique=True)
    reader = models.CharField(max_length=16)
    tokens = models.TextField()
    trouble = models.CharField(max_length=200, default="")

    class Meta:
        """Whether a text was read is asked at every search: without going to its words."""

        indexes = [models.Index(fields=["digest", "reader"], name="issued_text_read")]

    def __str__(self) -> str:
        return self.digest
