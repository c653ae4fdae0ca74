"""Magnitudes and units as other languages than English write them. Only whole words, and only what means one thing."""

from __future__ import annotations

MAGNITUDE_WORDS: dict[int, tuple[str, ...]] = {
    10**3: ("thousands", "mille", "Tsd", "тыс", "тысяч", "тысячи", "千"),
    10**4: ("万", "萬", "만"),
    10**5: ("lakh", "lakhs"),
    10**6: (
        "millions", "Millions", "mln", "mn", "Mio", "millón", "millones", "Millionen", "milhão", "milhões",
        "milioni", "miljoen", "млн", "миллион", "миллиона", "миллионов", "百万",
    ),
    10**7: ("crore", "crores", "千万"),
    10**8: ("亿", "億", "억"),
    10**9: (
        "billions", "Billions", "bln", "Mrd", "Milliarden", "Milliarde", "milliard", "milliards", "miliardi", "bilhões",
        "млрд", "миллиард", "миллиарда", "миллиардов", "十亿",
    ),
    10**12: ("trillions", "Trillions", "trn", "tn", "трлн", "万亿", "兆"),
}  # fmt: skip
"""German, French and Spanish billions are a million millions: those words stand for two things, and are left out."""

TIMES: dict[str, tuple[str, ...]] = {
    "millisecond": ("мс", "毫秒", "Millisekunden", "milisegundos", "millisecondes"),
    "second": ("сек", "секунд", "секунды", "секунду", "秒", "秒钟", "초", "Sekunde", "Sekunden", "segundo", "segundos",
               "seconde", "secondes", "Sek"),
    "minute": ("мин", "минут", "минуты", "минуту", "分钟", "分", "분", "Minuten", "minuto", "minutos"),
    "hour": ("ч", "час", "часа", "часов", "小时", "時間", "시간", "Stunde", "Stunden", "Std", "hora", "horas", "heure",
             "heures", "ora", "ore"),
    "day": ("день", "дня", "дней", "сутки", "суток", "天", "日", "일", "Tag", "Tage", "Tagen", "día", "días", "dia",
            "dias", "jour", "jours"),
    "week": ("нед", "неделя", "недели", "недель", "周", "星期", "Woche", "Wochen", "semana", "semanas", "semaine"),
    "month": ("мес", "месяц", "месяца", "месяцев", "个月", "月", "Monat", "Monate", "Monaten", "mes", "meses", "mois"),
    "year": ("год", "года", "лет", "年", "년", "Jahr", "Jahre", "Jahren", "año", "años", "ano", "anos", "an", "ans",
             "année"),
}  # fmt: skip

INFORMATION: dict[str, tuple[str, ...]] = {
    "byte": ("байт", "байта", "байтов", "Б", "字节", "바이트", "バイト", "octets", "octet"),
    "kilobyte": ("КБ", "Кб", "кБ", "кб", "Kо"),
    "megabyte": ("МБ", "Мб", "мб"),
    "gigabyte": ("ГБ", "Гб", "гб"),
    "terabyte": ("ТБ", "Тб", "тб"),
    "petabyte": ("ПБ", "Пб"),
    "bit": ("бит", "比特"),
    "kilobit": ("Кбит", "кбит"),
    "megabit": ("Мбит", "мбит"),
    "gigabit": ("Гбит", "гбит"),
}
"""``Мб`` is bytes to most who write it; its bits are Мбит."""

COUNT_WORDS: dict[str, tuple[str, ...]] = {
    "gpu": ("卡", "张卡", "Karten"),
    "request": ("запрос", "запроса", "запросов", "请求", "Anfragen", "solicitudes", "requêtes"),
    "user": ("пользователей", "пользователя", "用户", "Nutzer", "usuarios", "utilisateurs"),
    "server": ("серверов", "сервера", "服务器", "Server", "servidores", "serveurs"),
    "message": ("сообщений", "сообщения", "消息", "Nachrichten", "mensajes"),
    "token": ("токен", "токена", "токенов"),
}

PER = frozenset("в pro por par je al 每".split())
"""Words between a value and the span of time that it is for."""
