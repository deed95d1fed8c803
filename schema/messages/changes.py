"""Messages about changed records."""

from schema.base import Message


class ImageChanged(Message):
    """Something about an image has changed. Whoever gets the message reads what it is now."""

    owner: str
    image_id: str
