"""One line for a person who asked in a language in which there is no answer: in theirs, that it is in another."""

from __future__ import annotations

from bot.locale.dates import language_name

LINES = {
    "ar": "هذه الإجابة متوفرة بهذه اللغة فقط: {language}.",
    "bg": "Този отговор го има само на този език: {language}.",
    "cs": "Tato odpověď je zatím jen v tomto jazyce: {language}.",
    "da": "Dette svar findes kun på dette sprog: {language}.",
    "de": "Diese Antwort gibt es bisher nur in dieser Sprache: {language}.",
    "el": "Αυτή η απάντηση υπάρχει μόνο σε αυτή τη γλώσσα: {language}.",
    "en": "This answer exists only in this language: {language}.",
    "es": "Esta respuesta solo está en este idioma: {language}.",
    "et": "See vastus on olemas ainult selles keeles: {language}.",
    "fi": "Tämä vastaus on vain tällä kielellä: {language}.",
    "fr": "Cette réponse n’existe que dans cette langue : {language}.",
    "he": "התשובה הזאת קיימת רק בשפה הזאת: {language}.",
    "hr": "Ovaj odgovor postoji samo na ovom jeziku: {language}.",
    "hu": "Ez a válasz csak ezen a nyelven érhető el: {language}.",
    "it": "Questa risposta è disponibile solo in questa lingua: {language}.",
    "ja": "この回答は次の言語でのみ用意されています：{language}",
    "ka": "ეს პასუხი მხოლოდ ამ ენაზეა: {language}.",
    "ko": "이 답변은 다음 언어로만 제공됩니다: {language}.",
    "lt": "Šis atsakymas yra tik šia kalba: {language}.",
    "lv": "Šī atbilde ir tikai šajā valodā: {language}.",
    "nl": "Dit antwoord is er alleen in deze taal: {language}.",
    "pl": "Ta odpowiedź jest tylko w tym języku: {language}.",
    "pt": "Esta resposta só existe neste idioma: {language}.",
    "ro": "Acest răspuns există doar în această limbă: {language}.",
    "ru": "Этот ответ есть только на этом языке: {language}.",
    "sv": "Det här svaret finns bara på detta språk: {language}.",
    "th": "คำตอบนี้มีเฉพาะในภาษานี้: {language}",
    "tr": "Bu yanıt yalnızca şu dilde var: {language}.",
    "uk": "Ця відповідь є лише цією мовою: {language}.",
    "zh": "此回答仅有这种语言：{language}。",
}


def only_in(written_in: str, language: str) -> str | None:
    """The line in `language` for an answer written in the other one; None for a language that has no line."""
    line = LINES.get(language)
    return line.format(language=language_name(written_in, language)) if line else None
