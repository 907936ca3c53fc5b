"""Which names are public suffixes or public mail providers; the list comes with the publicsuffixlist package."""

from functools import cache

from publicsuffixlist import PublicSuffixList

# Where anybody opens a mailbox. Not complete, and need not be: a domain is only accepted when somebody adds it.
PUBLIC_MAIL_PROVIDERS = frozenset(
    """
    aol.com bt.com btinternet.com fastmail.com gmail.com gmx.com gmx.net googlemail.com hey.com hotmail.co.uk
    hotmail.com icloud.com live.co.uk live.com mac.com mail.com mail.ru me.com msn.com ntlworld.com outlook.com
    proton.me protonmail.com qq.com sky.com talktalk.net tutanota.com virginmedia.com yahoo.co.uk yahoo.com
    yandex.com yandex.ru zoho.com
    """.split()
)


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=True)


def is_public_suffix(domain: str) -> bool:
    """Whether many unrelated owners hold names directly below `domain`, as under co.uk or gov.uk."""
    return _suffixes().privatesuffix(domain) is None


def registrable_domain(domain: str) -> str:
    """The name a body registered: leeds.gov.uk for post.leeds.gov.uk; a bare suffix stands for itself."""
    return _suffixes().privatesuffix(domain) or domain


def is_public_mail_provider(domain: str) -> bool:
    """Whether anybody can open a mailbox at `domain`."""
    return registrable_domain(domain) in PUBLIC_MAIL_PROVIDERS
