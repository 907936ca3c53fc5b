"""What stands in the demo's library. Plain data; bodies, rules and amounts are invented."""

from __future__ import annotations

from resources.demo.shapes import Leaflet, Printing

_FIVE_STEPS = """
# 1 Read the letter to the end
The decision, the reasons and the date are on the first page. Write the date down: your time starts there.
# 2 Ask for the reasons
If the letter gives none, ask for them. The office has 14 days to send them, and your time stops while you wait.
# 3 Ask them to look again
You have one month. Say which part is wrong and why, in your own words. You need no special form.
- Send copies of anything that shows it: letters, payslips, a note from your doctor.
- Keep a copy of what you send, and proof of the day on which you sent it.
# 4 Appeal
If they say no, or say nothing for eight weeks, you can appeal to an independent panel. It costs nothing.
# 5 Get help
An adviser can go through the letter with you, and come with you to the hearing.
- Advice Network: ask for the duty adviser, Monday to Friday.
- Bring this leaflet and every page of the letter.
"""

LEAFLETS = [
    Leaflet(
        "welfare-advice",
        "amina.yusuf",
        "Challenging a benefit decision: five steps",
        "What to do when the letter says no",
        "For people whose benefit was refused, cut or stopped: five steps from the letter to the appeal, and the time limits.",
        200,
        (
            Printing(190, _FIVE_STEPS.replace("one month", "two weeks").replace(" It costs nothing.", "")),
            Printing(60, _FIVE_STEPS, "The time limit is one month, not two weeks", by="daniel.frost"),
        ),
        topics=("appeals", "benefits"),
        use_when="Somebody brings a decision letter and asks what they can do. Go through it together, and mark the date.",
        not_when="The decision is about council tax reduction: the steps and the panel are different.",
        licence="ogl",
    ),
    Leaflet(
        "welfare-advice",
        "sian.bowen",
        "Herio penderfyniad am fudd-dal: pum cam",
        "Beth i'w wneud pan fydd y llythyr yn dweud na",
        "I bobl y mae eu budd-dal wedi cael ei wrthod, ei dorri neu ei atal: pum cam o'r llythyr i'r apêl.",
        200,
        (
            Printing(
                52,
                """
# 1 Darllenwch y llythyr i gyd
Mae'r penderfyniad, y rhesymau a'r dyddiad ar y dudalen gyntaf. Ysgrifennwch y dyddiad: mae eich amser yn dechrau yno.
# 2 Gofynnwch am y rhesymau
Os nad oes rhesymau yn y llythyr, gofynnwch amdanynt. Mae gan y swyddfa 14 diwrnod i'w hanfon.
# 3 Gofynnwch iddynt edrych eto
Mae gennych un mis. Dywedwch pa ran sy'n anghywir a pham, yn eich geiriau eich hun.
- Anfonwch gopïau o lythyrau, slipiau cyflog neu nodyn gan eich meddyg.
- Cadwch gopi o'r hyn yr ydych yn ei anfon.
# 4 Apeliwch
Os ydynt yn dweud na, gallwch apelio i banel annibynnol. Nid yw'n costio dim.
# 5 Gofynnwch am help
Gall cynghorydd ddarllen y llythyr gyda chi, yn eich tŷ neu yn y swyddfa.
""",
            ),
        ),
        language="cy",
        topics=("appeals", "benefits"),
        applies_to="Wales",
        licence="ogl",
        translation_of="Challenging a benefit decision: five steps",
    ),
    Leaflet(
        "welfare-advice",
        "daniel.frost",
        "First interview: what to bring",
        "A checklist to send before the appointment",
        "One page to send with the appointment letter, so that people bring what the first interview needs.",
        12,
        (
            Printing(
                140,
                """
# Please bring
- something with your name and address on it from the last three months
- letters about any benefit, also the ones that you did not understand
- your rent agreement, or the number of your landlord
- payslips of the last two months, yours and your partner's
# If you cannot find something
Come all the same. We can ask for a copy together.
# If you need an interpreter
Ring us two days before. It is free, and nobody needs to bring a relative to translate.
# How long it takes
About 45 minutes. You can bring somebody, and you can stop at any time.
""",
            ),
        ),
        form="factsheet",
        topics=("interviews", "evidence"),
        use_when="You confirm a first appointment, by post or by hand.",
        licence="cc-by",
    ),
    Leaflet(
        "council-tax",
        "graham.tully",
        "Council tax reduction: who can get it",
        "Factsheet for advisers in Carrow Valley",
        "Who qualifies for council tax reduction in Carrow Valley, how much it is, and which evidence the office takes.",
        90,
        (
            Printing(
                170,
                "# In short\nPeople on a low income pay less council tax.\n# Evidence\n- proof of income of the last month\n",
            ),
            Printing(
                6,
                """
# In short
People on a low income pay less council tax, up to nothing at all. Working people can get it too.
# Who can get it
- people who get a means-tested benefit: the full reduction
- others with less than 310 a week after housing costs: part of it
- carers who live with the person: a disregard, whatever their income
# Evidence
- proof of income of the last month, or a letter from the employer
- the number of the benefit claim: the office looks the rest up
# From when
From the Monday after the claim. It can go back one month where there is a good reason; say it on the form.
""",
                "New income limit from this autumn, and the carers' disregard",
                by="leanne.okafor",
            ),
        ),
        form="factsheet",
        topics=("council tax", "benefits"),
        use_when="A resident asks whether they pay too much, or has just lost work.",
        not_when="They are a student in a hall of residence: they pay nothing anyway.",
        applies_to="Carrow Valley",
        licence="public-bodies",
    ),
    Leaflet(
        "council-tax",
        "leanne.okafor",
        "Behind with council tax? Talk to us before court",
        "What we can do, and until when",
        "For residents who have had a reminder: what happens next, what can still be agreed, and where to get free advice.",
        -45,
        (
            Printing(
                205,
                """
# You have had a reminder
You have seven days. If you pay or ring us in that time, nothing else happens and it costs nothing.
# What we can agree
- smaller payments until the end of the year
- another day of the month, after your wages
- a break of one month, once a year
# If you do nothing
We ask the court for an order. That adds costs to your bill, and we can ask your employer for the money.
# Free advice
Advice Network helps with this every day, and we give you two weeks if you tell us that you have an appointment.
""",
            ),
        ),
        topics=("council tax", "debt"),
        use_when="Somebody has a reminder, and no summons yet.",
        not_when="There is a court date already: ring the duty officer instead.",
        applies_to="Carrow Valley",
    ),
    Leaflet(
        "plain-words",
        "joyce.adeyemi",
        "Letter: we need one more thing from you",
        "",
        "A letter that asks for missing evidence without frightening anybody: what is missing, why, until when, what if not.",
        300,
        (
            Printing(
                33,
                """
# We need one more thing from you
Dear [name]
Thank you for your form. We can decide as soon as we have [one thing, in everyday words].
You can send a photo of it by email, bring it in, or post a copy.
Please let us have it by [day and date]. If you need longer, ring us and we will give you more time.
If we hear nothing, we decide with what we have. You can still send it afterwards.
If you cannot get it, tell us. There is usually another way.
Yours sincerely
[your first and last name, and a number where you are reached]
""",
            ),
        ),
        form="template",
        topics=("letters",),
        use_when="One piece of evidence is missing. For more than two, ring the person instead.",
        licence="ogl",
        is_letter=True,
    ),
    Leaflet(
        "playground-safety",
        "callum.reid",
        "This play area is closed: notice for the gate",
        "Print on A4, laminate, one for each gate",
        "The notice for every gate of a closed play area: why, since when, until when, where else to play, whom to ring.",
        20,
        (
            Printing(
                98,
                """
# This play area is closed
We closed it because an inspection found something that could hurt a child.
# Since when
[day and date]
# When it opens again
We expect [date]. This notice tells you if that changes.
# Where else you can play
[the nearest two play areas, with walking time]
# Ask us
Parks and Green Spaces Agency, [number]. Tell us if a fence is open or the notice is gone.
""",
            ),
        ),
        form="template",
        topics=("inspections", "notices"),
        use_when="Anything was found that closes the whole area. Put it up before you leave the site.",
        not_when="Only one piece of equipment is closed: fence that one off.",
    ),
    Leaflet(
        "service-assessments",
        "imogen.clarke",
        "Getting ready for an assessment",
        "One sheet for the whole team",
        "What a team does in the four weeks before a service assessment, on one sheet for the wall.",
        150,
        (
            Printing(
                110,
                """
# Four weeks before
- Choose who speaks: three people, one of whom did the research.
- Send the panel the address of the service and a login that works.
# Two weeks before
- Walk through the whole service with somebody who has never seen it.
- Check it with a keyboard only, and with a screen reader.
# The day before
- Nothing new. Sleep.
# On the day
- Show the real thing. Say what you do not know yet.
- Somebody writes down each question.
""",
            ),
        ),
        form="toolkit",
        topics=("assessments", "accessibility"),
        use_when="A date is set. Print it large.",
        licence="ogl",
    ),
    Leaflet(
        "plain-words",
        "megan.pugh",
        "Easy read: your appointment with us",
        "Short sentences, large letters",
        "What happens at an appointment, in easy read, for people who find long letters hard.",
        45,
        (
            Printing(
                80,
                """
# Your appointment
You have an appointment with us.
The letter says the day and the time.
# Before you come
You can bring somebody with you.
You can ask for a quiet room.
# When you are here
Go to the desk. Say your name.
Somebody takes you to the room.
# If you cannot come
Ring us. You get another day.
Nothing bad happens.
""",
            ),
        ),
        topics=("easy read", "letters"),
        licence="cc-by",
    ),
]
