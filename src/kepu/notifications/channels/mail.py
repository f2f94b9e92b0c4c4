"""E-mail by SMTP."""

from __future__ import annotations

import smtplib

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from kepu.notifications.models import Delivery

from .base import ChannelError, absolute


class MailChannel:
    """Sends through the server of EMAIL_URL."""

    def send(self, delivery: Delivery) -> None:
        """Raise ChannelError; an address that the server refuses is not tried again."""
        if delivery.recipient is None or not delivery.recipient.email:
            raise ChannelError(_("收件人没有填写邮箱"), permanent=True)
        lines = [delivery.body, absolute(delivery.url), _("本邮件由系统自动发送，请勿回复。")]
        subject = " ".join(delivery.title.split())
        message = EmailMessage(subject, "\n\n".join(line for line in lines if line), to=[delivery.recipient.email])
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            code = min((reply[0] for reply in error.recipients.values()), default=550)
            raise ChannelError(_("邮件服务器拒收该地址（%d）") % code, permanent=code >= 500) from error
        except smtplib.SMTPException as error:
            raise ChannelError(_("邮件服务器出错：%s") % type(error).__name__) from error
        except OSError as error:
            raise ChannelError(_("连接不上邮件服务器：%s") % type(error).__name__) from error
