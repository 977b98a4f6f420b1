"""Mails as mail programs and servers send them back, written anew in the form that each has.

Each takes what differs: UID, SEQUENCE, answer, who, and when by the clock of their calendar.
"""

from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from quopri import encodestring

from tests.support.time import NOW

ORGANIZER = "vormingen@voorbeeldpunt.example"
UID = "4f0c2b1e-57d5-4b0e-9d7e-0d3f5c8a1b22"
MESSAGE_ID = "<0123456789abcdef@voorbeeldpunt.example>"
WHO = "lotte@organisatie.example"

Answering = Callable[..., bytes]


def _zulu(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def _base64(text: str, charset: str = "utf-8") -> str:
    octets = b64encode(text.replace("\n", "\r\n").encode(charset)).decode()
    return "\n".join(octets[i : i + 76] for i in range(0, len(octets), 76))


def gmail(
    partstat: str = "ACCEPTED",
    uid: str = UID,
    sequence: int = 0,
    who: str = WHO,
    at: datetime = NOW,
    comment: str = "",
) -> bytes:
    """Google Calendar: multipart/mixed, the calendar in 7bit and again as an attachment."""
    calendar = f"""BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20270329T073000Z
DTEND:20270329T103000Z
DTSTAMP:{_zulu(at)}
ORGANIZER;CN=Voorbeeldpunt vzw:mailto:{ORGANIZER}
UID:{uid}
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={partstat};CN={who}
 ;X-NUM-GUESTS=0:mailto:{who}
CREATED:20270301T080000Z
LAST-MODIFIED:{_zulu(at)}
LOCATION:Zaal De Brug
SEQUENCE:{sequence}
STATUS:CONFIRMED
SUMMARY:Racisme verwondt
TRANSP:OPAQUE
{f"COMMENT:{comment}" if comment else "X-NOTHING:1"}
END:VEVENT
END:VCALENDAR
"""
    return _crlf(
        f"""MIME-Version: 1.0
Reply-To: Lotte Janssens <{who}>
Sender: Google Calendar <calendar-notification@google.com>
Message-ID: <calendar-0b1c@google.com>
Date: Wed, 3 Mar 2027 09:00:00 +0000
Subject: Geaccepteerd: Racisme verwondt - ma 29 mrt 2027
From: Lotte Janssens <{who}>
To: {ORGANIZER}
Content-Type: multipart/mixed; boundary="000000000000ab"

--000000000000ab
Content-Type: multipart/alternative; boundary="000000000000cd"

--000000000000cd
Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes
Content-Transfer-Encoding: base64

{_base64("Lotte Janssens heeft deze uitnodiging geaccepteerd.")}
--000000000000cd
Content-Type: text/calendar; charset="UTF-8"; method=REPLY
Content-Transfer-Encoding: 7bit

{calendar}
--000000000000cd--

--000000000000ab
Content-Type: application/ics; name="invite.ics"
Content-Disposition: attachment; filename="invite.ics"
Content-Transfer-Encoding: base64

{_base64(calendar)}
--000000000000ab--
"""
    )


def outlook(
    partstat: str = "ACCEPTED",
    uid: str = UID,
    sequence: int = 0,
    who: str = WHO,
    at: datetime = NOW,
    comment: str = "",
) -> bytes:
    """Exchange Online: no ORGANIZER, MAILTO in capitals, base64, an empty COMMENT each time."""
    calendar = f"""BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:Romance Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT={partstat};CN="Janssens, Lotte":MAILTO:{who.upper()}
COMMENT;LANGUAGE=nl-BE:{comment or chr(92) + "n"}
UID:{uid}
SUMMARY;LANGUAGE=nl-BE:Geaccepteerd: Racisme verwondt
DTSTART;TZID=Romance Standard Time:20270329T093000
DTEND;TZID=Romance Standard Time:20270329T123000
CLASS:PUBLIC
PRIORITY:5
DTSTAMP:{_zulu(at)}
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:{sequence}
LOCATION;LANGUAGE=nl-BE:Zaal De Brug
X-MICROSOFT-CDO-APPT-SEQUENCE:{sequence}
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY
X-MICROSOFT-CDO-ALLDAYEVENT:FALSE
X-MICROSOFT-CDO-IMPORTANCE:1
X-MICROSOFT-CDO-INSTTYPE:0
X-MICROSOFT-DISALLOW-COUNTER:TRUE
END:VEVENT
END:VCALENDAR
"""
    return _crlf(
        f"""From: "Janssens, Lotte" <{who}>
To: Voorbeeldpunt vzw <{ORGANIZER}>
Subject: Geaccepteerd: Racisme verwondt
Thread-Topic: Racisme verwondt
Date: Wed, 3 Mar 2027 09:00:00 +0000
Message-ID: <AM0PR01MB0001@AM0PR01.eurprd01.prod.exchangelabs.com>
In-Reply-To: {MESSAGE_ID}
Content-Language: nl-BE
X-MS-Has-Attach:
Content-Type: multipart/alternative; boundary="_000_AM0PR01_"
MIME-Version: 1.0

--_000_AM0PR01_
Content-Type: text/plain; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable


--_000_AM0PR01_
Content-Type: text/calendar; charset="utf-8"; method=REPLY
Content-Transfer-Encoding: base64

{_base64(calendar)}
--_000_AM0PR01_--
"""
    )


def apple(
    partstat: str = "ACCEPTED",
    uid: str = UID,
    sequence: int = 0,
    who: str = WHO,
    at: datetime = NOW,
) -> bytes:
    """Calendar on a Mac: the method in the body alone, quoted-printable, a quoted name."""
    calendar = f"""BEGIN:VCALENDAR
CALSCALE:GREGORIAN
VERSION:2.0
METHOD:REPLY
PRODID:-//Apple Inc.//macOS 15.3//EN
BEGIN:VEVENT
UID:{uid}
DTEND;TZID=Europe/Brussels:20270329T123000
TRANSP:OPAQUE
ORGANIZER;CN="Voorbeeldpunt vzw":mailto:{ORGANIZER}
ATTENDEE;CN="Lotte Janssens";CUTYPE=INDIVIDUAL;PARTSTAT={partstat};ROLE=REQ-P
 ARTICIPANT;EMAIL="{who}":mailto:{who}
DTSTAMP:{_zulu(at)}
SUMMARY:Racisme verwondt
SEQUENCE:{sequence}
DTSTART;TZID=Europe/Brussels:20270329T093000
END:VEVENT
END:VCALENDAR
"""
    encoded = encodestring(calendar.replace("\n", "\r\n").encode()).decode().replace("\r\n", "\n")
    return _crlf(
        f"""Content-Type: multipart/mixed; boundary="Apple-Mail-1"
MIME-Version: 1.0
From: Lotte Janssens <{who}>
Subject: Racisme verwondt
Date: Wed, 3 Mar 2027 10:00:00 +0100
To: {ORGANIZER}
Message-Id: <7A1B@organisatie.example>

--Apple-Mail-1
Content-Type: text/plain; charset=us-ascii

Lotte Janssens has answered your invitation.

--Apple-Mail-1
Content-Type: text/calendar; charset=utf-8; name=iCal-20270303-100000.ics
Content-Disposition: attachment; filename=iCal-20270303-100000.ics
Content-Transfer-Encoding: quoted-printable

{encoded}
--Apple-Mail-1--
"""
    )


def thunderbird(
    partstat: str = "ACCEPTED",
    uid: str = UID,
    sequence: int = 0,
    who: str = WHO,
    at: datetime = NOW,
) -> bytes:
    """Thunderbird: the calendar as an alternative, and again as application/ics."""
    calendar = f"""BEGIN:VCALENDAR
PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
CREATED:20270301T080000Z
LAST-MODIFIED:{_zulu(at)}
DTSTAMP:{_zulu(at)}
UID:{uid}
SUMMARY:Racisme verwondt
ORGANIZER;CN=Voorbeeldpunt vzw:mailto:{ORGANIZER}
ATTENDEE;CN=Lotte Janssens;PARTSTAT={partstat};CUTYPE=INDIVIDUAL;ROLE=REQ-PAR
 TICIPANT:mailto:{who}
DTSTART;TZID=Europe/Brussels:20270329T093000
DTEND;TZID=Europe/Brussels:20270329T123000
SEQUENCE:{sequence}
X-MOZ-RECEIVED-SEQUENCE:{sequence}
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
"""
    return _crlf(
        f"""Message-ID: <b6c4@organisatie.example>
Date: Wed, 3 Mar 2027 10:00:00 +0100
MIME-Version: 1.0
From: Lotte Janssens <{who}>
To: {ORGANIZER}
Subject: Uitnodiging geaccepteerd: Racisme verwondt
Content-Type: multipart/mixed; boundary="------------x1"

--------------x1
Content-Type: multipart/alternative; boundary="------------y2"

--------------y2
Content-Type: text/plain; charset=UTF-8

Lotte Janssens heeft uw uitnodiging geaccepteerd.

--------------y2
Content-Type: text/calendar; method=REPLY; charset=UTF-8
Content-Transfer-Encoding: 8bit

{calendar}
--------------y2--

--------------x1
Content-Type: application/ics; name="invite.ics"
Content-Disposition: attachment; filename="invite.ics"
Content-Transfer-Encoding: base64

{_base64(calendar)}
--------------x1--
"""
    )


PROGRAMS: tuple[Answering, ...] = (gmail, outlook, apple, thunderbird)


def bare(calendar: str, kind: str = "text/calendar", encoding: str = "8bit") -> bytes:
    """A mail that is nothing but a calendar."""
    return _crlf(
        f"From: {WHO}\nContent-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n"
    ) + (calendar.replace("\n", "\r\n").encode())


def postfix(
    recipient: str = WHO,
    message_id: str = MESSAGE_ID,
    status: str = "5.1.1",
    action: str = "failed",
    returned: str = "text/rfc822-headers",
) -> bytes:
    """Postfix (RFC 3464), with the headers of what came back or with all of it."""
    copy = f"""Return-Path: <{ORGANIZER}>
From: Voorbeeldpunt vzw <{ORGANIZER}>
To: Lotte Janssens <{recipient}>
Subject: Je bent ingeschreven
Message-ID: {message_id}
References: <an-earlier-one@voorbeeldpunt.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
"""
    body = "" if returned == "text/rfc822-headers" else "\nDag Lotte\n"
    return _crlf(
        f"""Return-Path: <>
Date: Wed, 3 Mar 2027 10:00:00 +0100 (CET)
From: MAILER-DAEMON@mail.organisatie.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {ORGANIZER}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4D1.1/mail.organisatie.example"
Message-Id: <20270303090000.4D1@mail.organisatie.example>

This is a MIME-encapsulated message.

--4D1.1/mail.organisatie.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.organisatie.example.

<{recipient}>: host mx.organisatie.example said: 550 5.1.1
    <{recipient}>: Recipient address rejected: User unknown

--4D1.1/mail.organisatie.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.organisatie.example
X-Postfix-Queue-ID: 4D1
X-Postfix-Sender: rfc822; {ORGANIZER}
Arrival-Date: Wed, 3 Mar 2027 09:59:00 +0100 (CET)

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.organisatie.example
Diagnostic-Code: smtp; 550 {status} <{recipient}>: Recipient address rejected:
    User unknown in virtual mailbox table

--4D1.1/mail.organisatie.example
Content-Description: Undelivered Message
Content-Type: {returned}

{copy}{body}
--4D1.1/mail.organisatie.example--
"""
    )


def exchange(recipient: str = WHO, message_id: str = MESSAGE_ID) -> bytes:
    """Exchange Online: an HTML text, a report, and the headers as a mail."""
    return _crlf(
        f"""From: Microsoft Outlook <MicrosoftExchange329e71ec@organisatie.example>
To: {ORGANIZER}
Date: Wed, 3 Mar 2027 09:00:00 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="a1b2c3"
Content-Language: nl-BE
Message-ID: <f00d@AM0PR01.eurprd01.prod.outlook.com>
In-Reply-To: {message_id}
References: {message_id}
Subject: =?utf-8?B?T25iZXN0ZWxiYWFy?=: Je bent ingeschreven
Auto-Submitted: auto-replied
MIME-Version: 1.0

--a1b2c3
Content-Type: multipart/alternative; differences=Content-Type; boundary="d4e5"

--d4e5
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

{_base64("Uw bericht kan niet worden bezorgd.")}
--d4e5
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: base64

{_base64("<p>Uw bericht kan niet worden bezorgd.</p>")}
--d4e5--

--a1b2c3
Content-Type: message/delivery-status

Reporting-MTA: dns;AM0PR01MB0001.eurprd01.prod.outlook.com
Received-From-MTA: dns;mail.voorbeeldpunt.example
Arrival-Date: Wed, 3 Mar 2027 08:59:00 +0000

Final-Recipient: rfc822;{recipient}
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound;
 Recipient {recipient} not found by SMTP address lookup

--a1b2c3
Content-Type: message/rfc822

From: Voorbeeldpunt vzw <{ORGANIZER}>
To: <{recipient}>
Subject: Je bent ingeschreven
Message-ID: {message_id}
MIME-Version: 1.0
Content-Type: text/plain


--a1b2c3--
"""
    )


def google(recipient: str = WHO, message_id: str = MESSAGE_ID) -> bytes:
    """Gmail: the report deep within, and a name of who failed in a header."""
    return _crlf(
        f"""Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: {ORGANIZER}
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
In-Reply-To: {message_id}
References: {message_id}
X-Failed-Recipients: {recipient}
Message-ID: <65e0@mx.google.com>
Date: Wed, 03 Mar 2027 01:00:00 -0800 (PST)
MIME-Version: 1.0
Content-Type: multipart/report; boundary="0000000000ef"; report-type=delivery-status

--0000000000ef
Content-Type: multipart/related; boundary="0000000000gh"

--0000000000gh
Content-Type: text/html; charset="UTF-8"

<p>Address not found</p>
--0000000000gh--

--0000000000ef
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Received-From-MTA: dns; {ORGANIZER}
Arrival-Date: Wed, 03 Mar 2027 00:59:00 -0800 (PST)
X-Original-Message-ID: {message_id}

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Remote-MTA: dns; gmail-smtp-in.l.google.com. (142.250.1.1, the server for the domain gmail.com.)
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.
Last-Attempt-Date: Wed, 03 Mar 2027 01:00:00 -0800 (PST)

--0000000000ef
Content-Type: message/rfc822

From: Voorbeeldpunt vzw <{ORGANIZER}>
To: Lotte <{recipient}>
Subject: Je bent ingeschreven
Message-ID: {message_id}

Dag Lotte
--0000000000ef--
"""
    )


def qmail(
    recipient: str = WHO, message_id: str = MESSAGE_ID, said: str = "550 No such user"
) -> bytes:
    """An older server: words alone, the mail below them."""
    return _crlf(
        f"""From: MAILER-DAEMON@mail.organisatie.example
To: {ORGANIZER}
Subject: failure notice
Date: 3 Mar 2027 09:00:00 -0000

Hi. This is the qmail-send program at mail.organisatie.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<{recipient}>:
192.0.2.1 does not like recipient.
Remote host said: {said}
Giving up on 192.0.2.1.

--- Below this line is a copy of the message.

Return-Path: <{ORGANIZER}>
From: Voorbeeldpunt vzw <{ORGANIZER}>
To: Iemand Anders <iemand.anders@organisatie.example>
Message-ID: {message_id}
Subject: Je bent ingeschreven

Dag
"""
    )


def absence(message_id: str = MESSAGE_ID) -> bytes:
    """An automatic answer of somebody who is on leave, which quotes our mail whole."""
    return _crlf(
        f"""From: Lotte Janssens <{WHO}>
To: {ORGANIZER}
Subject: Afwezig: Je bent ingeschreven
In-Reply-To: {message_id}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Ik ben er tot 550 maart niet. Je kan {WHO} 550 keer mailen.

Message-ID: {message_id}
"""
    )
