"""The languages that leaflets are written in, each by its own name."""

from __future__ import annotations

OWN_NAMES = {
    "en": "English",
    "cy": "Cymraeg",
    "gd": "Gàidhlig",
    "ga": "Gaeilge",
    "ar": "العربية",
    "bn": "বাংলা",
    "bfi": "British Sign Language",
    "zh-hans": "简体中文",
    "zh-hant": "繁體中文",
    "cs": "Čeština",
    "nl": "Nederlands",
    "fa": "فارسی",
    "fr": "Français",
    "de": "Deutsch",
    "gu": "ગુજરાતી",
    "hi": "हिन्दी",
    "hu": "Magyar",
    "it": "Italiano",
    "ku": "Kurdî",
    "lv": "Latviešu",
    "lt": "Lietuvių",
    "ps": "پښتو",
    "pl": "Polski",
    "pt": "Português",
    "pa": "ਪੰਜਾਬੀ",
    "ro": "Română",
    "ru": "Русский",
    "sk": "Slovenčina",
    "so": "Soomaali",
    "es": "Español",
    "ta": "தமிழ்",
    "ti": "ትግርኛ",
    "tr": "Türkçe",
    "uk": "Українська",
    "ur": "اردو",
    "vi": "Tiếng Việt",
}


def own_name(code: str) -> str:
    """What speakers of a language call it; the code itself for one that the list has not."""
    return OWN_NAMES.get(code, code)
