"""Send a digest by mail: through an SMTP server, or through the machine's own sendmail."""

from __future__ import annotations

import os
import shutil
import smtplib
import socket
import ssl
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from littrack.errors import ConfigError, Unavailable

SECONDS = 30
TLS_PORT = 465


@dataclass(frozen=True, slots=True)
class Post:
    """Where and how mail goes. ``server`` none: through sendmail."""

    to: tuple[str, ...]
    sender: str
    server: str | None = None
    port: int = 25
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def read_post(to: Sequence[str], environment: Mapping[str, str] | None = None) -> Post:
    """How to send, from the environment: LITTRACK_DIGEST_TO, LITTRACK_MAIL_FROM, LITTRACK_SMTP, its user and password.

    ``ConfigError`` where nobody is to be written to, or an address is none.
    """
    environment = os.environ if environment is None else environment
    named = to or environment.get("LITTRACK_DIGEST_TO", "").split(",")
    receivers = tuple(each for name in named if (each := name.strip()))
    if not receivers:
        raise ConfigError("the digest has nobody to go to: give --to, or set LITTRACK_DIGEST_TO")
    sender = environment.get("LITTRACK_MAIL_FROM", "").strip() or f"littrack@{socket.getfqdn()}"
    for each in (*receivers, sender):
        _check(each)
    host, _, port = environment.get("LITTRACK_SMTP", "").strip().partition(":")
    if port and not port.isdigit():
        raise ConfigError(
            "LITTRACK_SMTP is a server and perhaps a port, as in mail.example.org:587"
        )
    user = environment.get("LITTRACK_SMTP_USER") or None
    password = environment.get("LITTRACK_SMTP_PASSWORD") or None
    return Post(receivers, sender, host or None, int(port or (587 if user else 25)), user, password)


def _check(address: str) -> None:
    try:
        if not Address(addr_spec=address).domain:
            raise ValueError
    except (ValueError, IndexError):
        raise ConfigError(f"{address[:60]!r} is no mail address") from None


def message(post: Post, subject: str, plain: str, html: str, now: datetime) -> EmailMessage:
    """The mail, in two forms. No line of the subject can become a header."""
    mail = EmailMessage()
    mail["Subject"] = " ".join(subject.split())[:200]
    mail["From"] = post.sender
    mail["To"] = ", ".join(post.to)
    mail["Date"] = format_datetime(now)
    domain = post.sender.rpartition("@")[2]
    mail["Message-ID"] = make_msgid(domain=domain)
    mail["List-Id"] = f"littrack digest <digest.{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(plain)
    mail.add_alternative(html, subtype="html")
    return mail


def send(post: Post, mail: EmailMessage) -> None:
    """Hand the mail over. ``Unavailable`` (try later) or ``ConfigError`` where it was not taken."""
    if post.server is None:
        _through_sendmail(post, mail)
        return
    where = f"{post.server}:{post.port}"
    try:
        _through_smtp(post, mail)
    except smtplib.SMTPAuthenticationError:
        raise ConfigError(f"{where} refuses LITTRACK_SMTP_USER and its password") from None
    except smtplib.SMTPRecipientsRefused as error:
        raise ConfigError(f"{where} refuses {', '.join(error.recipients)}") from None
    except (smtplib.SMTPException, OSError) as error:
        told = (isinstance(error, OSError) and error.strerror) or str(error)
        said = " ".join(told.split()) or type(error).__name__
        raise Unavailable(
            f"the mail was not taken by {where}: {said[:200]}. It is tried again with the next digest"
        ) from None


def _through_smtp(post: Post, mail: EmailMessage) -> None:
    secure = ssl.create_default_context()
    assert post.server is not None
    if post.port == TLS_PORT:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            post.server, post.port, timeout=SECONDS, context=secure
        )
    else:
        server = smtplib.SMTP(post.server, post.port, timeout=SECONDS)
    with server:
        server.ehlo()
        if post.port != TLS_PORT and server.has_extn("starttls"):
            server.starttls(context=secure)
            server.ehlo()
        elif post.password and post.port != TLS_PORT:
            raise ConfigError(
                f"{post.server} offers no encryption: the password was not sent; use its port 587 or 465"
            )
        if post.user and post.password:
            server.login(post.user, post.password)
        server.send_message(mail)


def _through_sendmail(post: Post, mail: EmailMessage) -> None:
    program = shutil.which("sendmail") or shutil.which("sendmail", path="/usr/sbin:/usr/lib")
    if program is None:
        raise ConfigError(
            "there is no sendmail here: set LITTRACK_SMTP to your mail server, as in mail.example.org:587"
        )
    done = subprocess.run(
        [program, "-i", "-f", post.sender, "--", *post.to],
        input=mail.as_bytes(),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        said = " ".join(done.stderr.decode(errors="replace").split())
        raise Unavailable(
            f"sendmail did not take the mail: {said[:200] or f'exit code {done.returncode}'}"
        )
