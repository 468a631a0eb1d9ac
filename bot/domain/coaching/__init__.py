"""The rules of coaching: offering times, booking them, passing freed ones on, reminding."""
