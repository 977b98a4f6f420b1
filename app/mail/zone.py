"""The one time zone of all calendar objects."""

from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Brussels")

# Fixed, not generated from the tz database: Exchange wants one yearly RRULE with a single BYDAY in
# each half (MS-OXCICAL 2.1.3.1.1.19.2.2), and a generated block that lists RDATEs puts Outlook and
# Thunderbird one hour off. It holds from 1996, when the European rule got its present end.
TIMEZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Brussels
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
