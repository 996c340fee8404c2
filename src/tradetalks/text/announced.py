"""On which day a text itself was announced or signed, and who announces what on a day that it names."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from tradetalks.text.days import NamedDay
from tradetalks.text.findings import DateFound, Value
from tradetalks.text.phrases import places_in
from tradetalks.text.sentences import Sentence
from tradetalks.text.source import SourceText

# Days before a text on which what it says may have been announced.
OF_THE_TEXT = datetime.timedelta(days=60)
# Letters after a day within which the subject of its sentence begins: ", the government of".
_SUBJECT_BY = 25


# "We met today", "are pleased to announce": a joint statement that dates itself.
_TODAY = re.compile(r"\b[Tt]oday\b|\b(?:pleased to|hereby|jointly) announce\b|\bhave (?:reached|agreed)\b")


def is_of_others(sentence: Sentence, day: NamedDay, issuer: str) -> bool:
    """Whether somebody else than whose text it is announced something on a day."""
    tail = sentence.text[day.end :]
    subject = next((place for place in places_in(tail)), None)
    return bool(issuer) and subject is not None and subject.code != issuer and subject.start < _SUBJECT_BY


def _is_others(date: DateFound, sentences: Sequence[Sentence], issuer: str) -> bool:
    """Whether it is another government that announced something on a day."""
    for sentence in sentences:
        if issuer and date.value.words and sentence.span in date.value.at:
            end = date.value.words[0].end - sentence.start
            return is_of_others(sentence, NamedDay(datetime.date.min, end, end), issuer)
    return False


def own_date(dates: Sequence[DateFound], sentences: Sequence[Sentence], source: SourceText) -> DateFound | None:
    """The date of the text itself, unless it is a joint statement or itself says when it was announced."""
    if source.date is None or not (source.issuer or re.search(r"\bjoint\b", source.title, re.IGNORECASE)):
        # A report announces nothing itself.
        return None
    if re.search(r"\bjoint\b", source.title, re.IGNORECASE) and not (sentences and _TODAY.search(sentences[0].text)):
        return None
    announced = [
        date
        for date in dates
        if date.what == "announced"
        and not _is_others(date, sentences, source.issuer)
        # What was announced long before the text is not the text.
        and isinstance(date.value.value, datetime.date)
        and source.date - date.value.value <= OF_THE_TEXT
    ]
    agreements = [
        date
        for date in announced
        for sentence in sentences
        if sentence.span in date.value.at and re.search(r"\bannounced\b.*\bagreement\b", sentence.text)
    ]
    if announced and not agreements:
        return None
    return DateFound(
        Value(source.date, derived="date of the document (first line)"), "signed" if agreements else "announced"
    )
