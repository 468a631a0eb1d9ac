"""The few words that facts need around dates and names, in the languages that packs are written in. Anything else falls
back to English, as the answers do."""

from collections.abc import Mapping

ENGLISH = {
    "yes": "Yes",
    "no": "No",
    "online": "online",
    "in_person": "in person",
    "no_hours": "hours not published",
    "no_date": "date not published",
    "no_sessions": "No session dates are published.",
    "all_over": "There is no further session. The last one was on {day}.",
}

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": ENGLISH,
    "de": {
        "yes": "Ja",
        "no": "Nein",
        "online": "online",
        "in_person": "vor Ort",
        "no_hours": "Uhrzeit nicht veröffentlicht",
        "no_date": "Datum nicht veröffentlicht",
        "no_sessions": "Es sind keine Termine veröffentlicht.",
        "all_over": "Es gibt keinen weiteren Termin. Der letzte war am {day}.",
    },
    "fr": {
        "yes": "Oui",
        "no": "Non",
        "online": "en ligne",
        "in_person": "sur place",
        "no_hours": "horaires non publiés",
        "no_date": "date non publiée",
        "no_sessions": "Aucune date de séance n'est publiée.",
        "all_over": "Il n'y a plus de séance. La dernière a eu lieu le {day}.",
    },
    "es": {
        "yes": "Sí",
        "no": "No",
        "online": "en línea",
        "in_person": "presencial",
        "no_hours": "horario no publicado",
        "no_date": "fecha no publicada",
        "no_sessions": "No hay fechas de sesiones publicadas.",
        "all_over": "No hay más sesiones. La última fue el {day}.",
    },
    "it": {
        "yes": "Sì",
        "no": "No",
        "online": "online",
        "in_person": "in presenza",
        "no_hours": "orari non pubblicati",
        "no_date": "data non pubblicata",
        "no_sessions": "Non sono pubblicate date delle sessioni.",
        "all_over": "Non ci sono altre sessioni. L'ultima è stata {day}.",
    },
    "pl": {
        "yes": "Tak",
        "no": "Nie",
        "online": "online",
        "in_person": "stacjonarnie",
        "no_hours": "godzin nie podano",
        "no_date": "daty nie podano",
        "no_sessions": "Nie opublikowano dat sesji.",
        "all_over": "Nie ma już kolejnych sesji. Ostatnia odbyła się {day}.",
    },
}


def words(language: str) -> Mapping[str, str]:
    """The words of that language, or the English ones."""
    return WORDS.get(language.partition("-")[0], ENGLISH)
