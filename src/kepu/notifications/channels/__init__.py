"""Ways out of the house behind one interface: `channel_of(delivery).send(delivery)`."""

from kepu.notifications.models import Delivery, Robot

from .base import Channel, ChannelError
from .mail import MailChannel
from .robots import DingTalkChannel, WeComChannel, check_webhook

_CHANNELS: dict[str, Channel] = {
    Delivery.Channel.EMAIL: MailChannel(),
    Robot.Kind.WECOM: WeComChannel(),
    Robot.Kind.DINGTALK: DingTalkChannel(),
}


def channel_of(delivery: Delivery) -> Channel:
    """The channel by which a message leaves."""
    return _CHANNELS[delivery.robot.kind if delivery.robot else delivery.channel]


__all__ = ["Channel", "ChannelError", "channel_of", "check_webhook"]
