"""A small pack of an invented sailing school, so that no test leans on a real programme."""

import pytest

from bot.faq.entries import Entry
from bot.faq.index import Index, build_index

PACK = {
    "deadline": (
        "What is the deadline for applications?",
        "until when can I apply", "last day to send the application", "by when must the application be in?",
        "is it still possible to apply", "when does the call close",
    ),
    "cost": (
        "What does the sailing course cost?",
        "how much is the course", "is the course free of charge", "do I have to pay for the training",
        "what is the participation fee", "course price?",
    ),
    "travel-cost": (
        "Is my travel reimbursed?",
        "who pays the train ticket", "do I get my flight back", "are travel costs covered",
        "do we pay the journey ourselves", "refund of plane tickets?",
    ),
    "start": (
        "When does the course start?",
        "what is the first day", "when do we begin", "start date of the sailing course", "on which date does it start",
        "when is the kick-off",
    ),
    "where": (
        "Where does the course take place?",
        "in which town is the sailing school", "where is the harbour", "what is the address of the venue",
        "where do we meet for the practical part", "location of the course",
    ),
    "trainer": (
        "Who are the trainers?",
        "who teaches navigation", "who is the skipper", "what are the names of the instructors", "who gives the lessons",
        "who will be our teacher",
    ),
    "absence": (
        "What happens if I miss a lesson?",
        "can I skip a day", "what if I am ill", "is it mandatory to attend every lesson", "may I be absent once",
        "I cannot come to all the lessons, is that a problem",
    ),
    "contact": (
        "How can I contact the sailing school?",
        "what is your email address", "who can I write to", "where do I send my questions", "phone or mail of the office",
        "how do I reach the organisers",
    ),
    "register": (
        "Do I need to be registered on the website?",
        "must I register first", "is an account on the website required", "do I have to sign up on the site before applying",
        "where do I create my profile", "registration on the platform needed?",
    ),
    "language": (
        "In which language are the lessons?",
        "is everything in English", "do I need to speak Danish", "what language do you teach in",
        "will there be translation", "language of the course",
    ),
    "logbook": (
        "What is a logbook?",
        "what do I write in the logbook", "explain the logbook", "what is the logbook for", "do I have to keep a logbook",
        "is there a template for the logbook",
    ),
    "group-size": (
        "How many people are in a group?",
        "how big is the group", "number of participants", "how many sailors take part", "how many of us are on one boat",
        "size of the class",
    ),
}  # fmt: skip


@pytest.fixture(scope="session")
def entries() -> tuple[Entry, ...]:
    return tuple(Entry(name, texts[0], texts[1:], "sailing") for name, texts in PACK.items())


@pytest.fixture(scope="session")
def index(entries: tuple[Entry, ...]) -> Index:
    return build_index(entries)
