"""What the bot says where it does not answer, in the languages in which questions are understood: whoever asks in Thai, and is
asked back or told to wait in English, may not know that they were understood at all."""

from __future__ import annotations

from typing import Literal

Said = Literal["which", "asked", "again", "unknown", "anything", "welcome"]
"""Asked back which entry is meant; gone to the organisers, now or before; unknown to a stranger; not a question; thanked."""

LINES: dict[Said, dict[str, str]] = {
    "which": {
        "ar": "لست متأكدًا مما تقصده. هل هو أحد هذه الأسئلة؟",
        "de": "Ich bin nicht sicher, was gemeint ist. Ist es eine von diesen Fragen?",
        "es": "No estoy seguro de entender la pregunta. ¿Es una de estas?",
        "fr": "Je ne suis pas sûr de comprendre la question. Est-ce l’une de celles-ci ?",
        "it": "Non sono sicuro di aver capito la domanda. È una di queste?",
        "ja": "ご質問の意味がはっきりしません。次のどれかですか？",
        "ko": "무엇을 물으시는지 확실하지 않습니다. 다음 중 하나인가요?",
        "nl": "Ik weet niet zeker wat je bedoelt. Is het een van deze vragen?",
        "pl": "Nie mam pewności, o co chodzi. Czy to jedno z tych pytań?",
        "pt": "Não sei bem se entendi a pergunta. É uma destas?",
        "ru": "Я не уверен, что правильно понял вопрос. Это один из этих?",
        "th": "ไม่แน่ใจว่าคุณหมายถึงอะไร ใช่คำถามใดคำถามหนึ่งต่อไปนี้ไหม",
        "tr": "Ne sorduğundan emin değilim. Bunlardan biri mi?",
        "uk": "Я не певен, що правильно зрозумів запитання. Це одне з цих?",
        "zh": "我不确定您的意思。是下面的某一个问题吗？",
    },
    "asked": {
        "ar": "لا أعرف الإجابة، لذلك سألت المنظمين. سأنقل ردهم إليك هنا.",
        "de": "Das weiß ich nicht und habe deshalb das Organisationsteam gefragt. Die Antwort kommt hierher.",
        "es": "No lo sé, así que he preguntado a la organización. Traeré su respuesta aquí.",
        "fr": "Je ne le sais pas et j’ai donc demandé aux organisateurs. J’apporterai leur réponse ici.",
        "it": "Non lo so, quindi ho chiesto agli organizzatori. Porterò qui la loro risposta.",
        "ja": "わからないため、主催者に質問しました。回答が来たらここでお知らせします。",
        "ko": "제가 모르는 내용이라 주최 측에 물어보았습니다. 답변이 오면 여기로 전해 드리겠습니다.",
        "nl": "Dat weet ik niet en daarom heb ik het aan de organisatie gevraagd. Hun antwoord komt hier.",
        "pl": "Tego nie wiem, więc pytanie trafiło do organizatorów. Ich odpowiedź przekażę tutaj.",
        "pt": "Não sei, por isso perguntei aos organizadores. Trago a resposta deles aqui.",
        "ru": "Я этого не знаю, поэтому спросил организаторов. Их ответ я принесу сюда.",
        "th": "ฉันไม่ทราบคำตอบ จึงถามผู้จัดแล้ว และจะนำคำตอบมาแจ้งที่นี่",
        "tr": "Bunu bilmiyorum, bu yüzden düzenleyicilere sordum. Yanıtlarını buraya getireceğim.",
        "uk": "Я цього не знаю, тому запитав організаторів. Їхню відповідь принесу сюди.",
        "zh": "这个我不知道，所以已经问了主办方。有了答复我会在这里告诉您。",
    },
    "again": {
        "ar": "سبق أن طرحت هذا السؤال، وهو لدى المنظمين. سأنقل ردهم إليك.",
        "de": "Diese Frage kam schon und liegt beim Organisationsteam. Die Antwort kommt hierher.",
        "es": "Esta pregunta ya la tiene la organización. Traeré su respuesta.",
        "fr": "Cette question a déjà été posée et les organisateurs l’ont reçue. J’apporterai leur réponse.",
        "it": "Questa domanda è già arrivata agli organizzatori. Porterò la loro risposta.",
        "ja": "このご質問はすでに主催者に届いています。回答が来たらお知らせします。",
        "ko": "이 질문은 이미 주최 측에 전달되었습니다. 답변이 오면 전해 드리겠습니다.",
        "nl": "Deze vraag ligt al bij de organisatie. Ik breng hun antwoord.",
        "pl": "To pytanie jest już u organizatorów. Przekażę ich odpowiedź.",
        "pt": "Esta pergunta já está com os organizadores. Trago a resposta deles.",
        "ru": "Этот вопрос уже у организаторов. Я передам их ответ.",
        "th": "คำถามนี้ส่งถึงผู้จัดแล้ว ฉันจะนำคำตอบมาแจ้ง",
        "tr": "Bu soru zaten düzenleyicilerde. Yanıtlarını getireceğim.",
        "uk": "Це запитання вже в організаторів. Я передам їхню відповідь.",
        "zh": "这个问题主办方已经收到了。有了答复我会告诉您。",
    },
    "unknown": {
        "ar": "لا أعرف ذلك. هل أنت عضو؟ أرسل إذن `/join` مع رمز الدعوة ثم اسأل مرة أخرى.",
        "de": "Das weiß ich nicht. Schon Mitglied? Dann bitte `/join` mit dem Einladungscode senden und noch einmal fragen.",
        "es": "No lo sé. ¿Ya eres miembro? Entonces envía `/join` con tu código de invitación y pregunta otra vez.",
        "fr": "Je ne le sais pas. Déjà membre ? Alors envoyez `/join` avec votre code d’invitation et reposez la question.",
        "it": "Non lo so. Fai parte del gruppo? Allora invia `/join` con il tuo codice d’invito e chiedi di nuovo.",
        "ja": "わかりません。メンバーの方は `/join` と招待コードを送ってから、もう一度ご質問ください。",
        "ko": "제가 모르는 내용입니다. 회원이신가요? 그렇다면 `/join`과 초대 코드를 보낸 뒤 다시 물어봐 주세요.",
        "nl": "Dat weet ik niet. Ben je lid? Stuur dan `/join` met je uitnodigingscode en vraag het opnieuw.",
        "pl": "Tego nie wiem. Należysz do grupy? Wyślij `/join` z kodem zaproszenia i zapytaj ponownie.",
        "pt": "Não sei. Já é membro? Então envie `/join` com o seu código de convite e pergunte outra vez.",
        "ru": "Я этого не знаю. Вы участник? Тогда отправьте `/join` и код приглашения и спросите ещё раз.",
        "th": "ฉันไม่ทราบ คุณเป็นสมาชิกหรือไม่ ถ้าใช่ โปรดส่ง `/join` พร้อมรหัสเชิญ แล้วถามอีกครั้ง",
        "tr": "Bunu bilmiyorum. Üye misin? O zaman `/join` ve davet kodunu gönder, sonra yeniden sor.",
        "uk": "Я цього не знаю. Ви учасник? Тоді надішліть `/join` і код запрошення та запитайте ще раз.",
        "zh": "这个我不知道。您是成员吗？请先发送 `/join` 和邀请码，然后再问一次。",
    },
    "anything": {
        "ar": "يمكنك أن تسألني بكلماتك عن أي شيء في البرنامج. الأمر /help يعرض ما يمكنني فعله أيضًا.",
        "de": "Frag mich in eigenen Worten alles zum Programm. /help zeigt, was ich sonst noch kann.",
        "es": "Puedes preguntarme con tus palabras lo que quieras sobre el programa. /help muestra qué más sé hacer.",
        "fr": "Vous pouvez me demander, avec vos mots, tout sur le programme. /help montre ce que je sais faire d’autre.",
        "it": "Puoi chiedermi con parole tue qualsiasi cosa sul programma. /help mostra che altro so fare.",
        "ja": "プログラムについて、何でもご自分の言葉でお尋ねください。/help でほかにできることがわかります。",
        "ko": "프로그램에 대해 무엇이든 편하게 물어보세요. /help 를 보내면 다른 기능도 볼 수 있습니다.",
        "nl": "Vraag me in je eigen woorden alles over het programma. /help laat zien wat ik nog meer kan.",
        "pl": "Możesz mnie zapytać własnymi słowami o wszystko w programie. /help pokazuje, co jeszcze umiem.",
        "pt": "Pode perguntar-me, pelas suas palavras, tudo sobre o programa. /help mostra o que mais sei fazer.",
        "ru": "Спрашивайте меня своими словами обо всём в программе. /help покажет, что ещё я умею.",
        "th": "ถามฉันเรื่องโปรแกรมด้วยคำพูดของคุณเองได้เลย /help แสดงสิ่งอื่นที่ฉันทำได้",
        "tr": "Programla ilgili her şeyi kendi sözlerinle sorabilirsin. /help başka neler yapabildiğimi gösterir.",
        "uk": "Запитуйте мене своїми словами про все в програмі. /help покаже, що ще я вмію.",
        "zh": "关于本项目的任何问题，都可以用自己的话问我。发送 /help 可以看到我还能做什么。",
    },
    "welcome": {
        "ar": "على الرحب والسعة!",
        "de": "Gern geschehen!",
        "es": "¡De nada!",
        "fr": "Avec plaisir !",
        "it": "Prego!",
        "ja": "どういたしまして！",
        "ko": "천만에요!",
        "nl": "Graag gedaan!",
        "pl": "Nie ma za co!",
        "pt": "De nada!",
        "ru": "Пожалуйста!",
        "th": "ยินดีเสมอ!",
        "tr": "Rica ederim!",
        "uk": "Будь ласка!",
        "zh": "不客气！",
    },
}


def unsure(said: Said, language: str | None) -> str | None:
    """The line in `language`; None for one that has none, as English, which the bot's own words are in."""
    return LINES[said].get(language or "")
