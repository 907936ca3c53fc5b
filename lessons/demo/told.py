"""What the demo's people learned. Days count backwards from today; `dates` and what is due count forwards."""

LESSONS = [
    {
        "space": "harbour-house",
        "by": "tomasz.nowak",
        "days": 58,
        "title": "Test every lift with a full trolley before the removal firm arrives",
        "audience": "space",
        "about": ["The weekend, hour by hour", "What we learned from the move"],
        "topics": ["office moves", "suppliers"],
        "facts": {
            "phase": "rollout",
            "discipline": "buildings",
            "cause": "untested",
            "size": "medium",
            "cost": "middle",
            "price": "4 hours and one Sunday shift",
        },
        "texts": {
            "meant": "Two lifts would carry 214 crates to floors 3 and 4 between 8am and noon on Saturday, as in "
            "[[The weekend, hour by hour]].",
            "happened": "The goods lift stopped at floor 2 with the third trolley. Its limit is **450 kg**; a full trolley of "
            "the "
            "removal firm weighs 520 kg. Everything went by the passenger lift, one crate stack at a time, until an "
            "engineer came.",
            "why": "The plan had the size of the lift and not its limit. The firm had changed to larger trolleys since the "
            "survey, "
            "and nobody asked, because the survey was signed off.",
            "next_time": "Ask the firm which trolleys they bring **this time**, load one, and ride every lift with it a week "
            "before. Write the limit of each lift into the plan.",
            "effect": "Eleven people waited two hours; the help desk opened at 1pm on Monday instead of 9am.",
            "helped": "Crates were numbered by floor, so the slow way still went in the right order.",
            "earlier": "A trial load on the Thursday, when the firm brought the crates.",
            "evidence": "[[Snags]] has the engineer's note.",
        },
        "timeline": [
            (60, "8:05am", "First trolley goes up"),
            (60, "8:31am", "Goods lift stops at floor 2"),
            (60, "9:10am", "Passenger lift takes over"),
            (60, "11:45am", "Engineer resets the goods lift"),
            (59, "6:30pm", "Last crate on floor 4"),
        ],
        "steps": [
            ("Lift limits go into the plan of every move", "Facilities, both bodies", -20, "done"),
            ("Ask for a trial load in the contract with the removal firm", "Buying team", 40, "doing"),
        ],
        "became": [("yusuf.demir", "checked", "I was on floor 2 that morning: this is how it was.")],
    },
    {
        "space": "council-tax",
        "by": "leanne.okafor",
        "days": 96,
        "title": "Send a changed reminder to fifty households before it goes to nine thousand",
        "audience": "space",
        "about": ["Letters that people understand", "Arrears before a summons"],
        "topics": ["letters", "council tax"],
        "facts": {
            "phase": "rollout",
            "discipline": "words",
            "cause": "untested",
            "size": "small",
            "cost": "low",
            "price": "1,900 extra calls in 4 days",
        },
        "texts": {
            "meant": "A shorter reminder would bring people to pay or to call before a summons.",
            "happened": "It brought them to call, all in the same four days. “Pay in 7 days or contact us” stood at the top; "
            "the "
            "instalments that most people may choose stood overleaf.",
            "why": "We tested the words with colleagues, who know what is overleaf. All 9,000 went out in one print run "
            "because "
            "the printer charges by the run.",
            "next_time": "Print fifty first, two weeks ahead, and listen to the calls. Put what people may *choose* above what "
            "they must do. Send the rest in three parts.",
            "worsened": "The phone line closed at noon that Friday for training.",
            "changed": "The reminder now begins with the instalments; see [[Letters that people understand]].",
        },
        "became": [("daniel.frost", "adopted", "Our clients' letters come in three parts since September.")],
    },
    {
        "space": "welfare-advice",
        "by": "amina.yusuf",
        "days": 33,
        "title": "Book the interpreter for the interview and for the phone call after it",
        "audience": "space",
        "about": ["Interpreters", "First interview"],
        "topics": ["interpreters", "interviews"],
        "facts": {"phase": "running", "discipline": "advice", "cause": "handover", "size": "small"},
        "texts": {
            "meant": "With an interpreter at the [[First interview]], nobody would have to tell their story twice.",
            "happened": "The interviews went well. Then decisions came, somebody rang to explain them, and there was no "
            "interpreter on the phone. Seven of twelve people came back to the desk with a letter they had understood the "
            "wrong way round.",
            "why": "The booking form has one date. What comes after an interview belongs to another team with another budget.",
            "next_time": "Book both at once: the interview, and twenty minutes by phone three weeks later. Cancelling the call "
            "costs nothing until the day before.",
            "helped": "The list of interpreters in [[Interpreters]] says who also works by phone.",
        },
        "became": [("sian.bowen", "checked", "The same happens with tribunal letters.")],
    },
    {
        "by": "priya.nair",
        "days": 21,
        "title": "Close the play area first and argue about the surface afterwards",
        "audience": "space",
        "under_agency": True,
        "about_space": "playground-safety",
        "topics": ["playgrounds", "inspections"],
        "facts": {
            "phase": "running",
            "discipline": "field",
            "cause": "aims",
            "size": "large",
            "price": "9 days open that should have been closed",
        },
        "texts": {
            "meant": "A surface that fails the drop test would be closed the same day, and repaired within a month.",
            "happened": "Two bodies measured the same surface and disagreed by a hand's breadth of fall height. It stayed open "
            "for "
            "nine days while they compared instruments. Nobody was hurt.",
            "why": "The rule says who may close a site and not who decides when two measurements differ. Each side waited "
            "for the "
            "other to give way.",
            "next_time": "The worse of two measurements counts until a third is taken. Whoever holds it closes the site, and "
            "says so to the other body within the hour.",
            "effect": "Parents rang both bodies and were told two things.",
            "earlier": "A calibration day in spring, with the instruments of all bodies on one surface.",
        },
        "steps": [
            ("Calibrate together every April", "Inspection leads", 130, "planned"),
            ("Write the rule of the worse measurement into the agreement", "Legal team", 25, "doing"),
        ],
    },
    {
        "space": "service-assessments",
        "by": "imogen.clarke",
        "days": 140,
        "title": "Give the panel the evidence a week before, or move the day",
        "audience": "space",
        "about": ["The week before", "Accessibility evidence"],
        "topics": ["assessments", "accessibility"],
        "dates": {"rules_until": -4},
        "facts": {"phase": "design", "discipline": "digital", "cause": "timing", "size": "medium"},
        "texts": {
            "meant": "A four-hour assessment of a service that was ready to go live.",
            "happened": "The accessibility report came at 10pm the evening before. The panel read it during the demonstration, "
            "asked about the wrong things, and the team left believing that they had failed.",
            "why": "The date was fixed to an announcement. Nobody felt free to move it, and no rule said that they could.",
            "next_time": "No evidence seven days before means a new date, said by the lead assessor and not by the team. Say "
            "so "
            "in the first e-mail.",
        },
        "review_in": -4,
    },
    {
        "space": "plain-words",
        "by": "megan.pugh",
        "days": 6,
        "title": "Ask for the Welsh text while the English can still change",
        "audience": "space",
        "about": ["Asking for a translation"],
        "topics": ["Welsh", "letters"],
        "facts": {"phase": "build", "discipline": "words", "cause": "went_well", "size": "small", "price": "2 weeks saved"},
        "texts": {
            "meant": "A leaflet in two languages on the same day, without the Welsh one being a copy of every English comma.",
            "happened": "We wrote both side by side. Three English sentences became clearer because they could not be said in "
            "Welsh. Both were ready two weeks before the old way would have had the second.",
            "why": "The translator sat in the first meeting, not behind the last e-mail.",
            "next_time": "Invite the translator to the first draft. See [[Asking for a translation]] for how much time to ask.",
        },
        "became": [("joyce.adeyemi", "checked", "")],
    },
    {
        "by": "rhiannon.ellis",
        "days": 12,
        "title": "A pilot needs somebody who may stop it",
        "audience": "people",
        "team": ["tomasz.nowak", "joyce.adeyemi"],
        "about_space": "welfare-advice",
        "topics": ["pilots"],
        "facts": {"phase": "start", "discipline": "policy", "cause": "aims", "size": "large", "cost": "high"},
        "texts": {
            "meant": "Six weeks in two offices, then a decision.",
            "happened": "Nineteen weeks in two offices. After the sixth everybody knew that it did not work.",
            "why": "The board that had started it met again in the twentieth week.",
            "next_time": "Name one person who may stop it on a Tuesday, and the number at which they should.",
        },
    },
    {
        "space": "welfare-advice",
        "by": "rhiannon.ellis",
        "days": 2,
        "title": "Duty desk: what the first month showed",
        "texts": {
            "meant": "Somebody senior at the desk every day from 10am to 3pm.",
            "happened": "Four days of five. On Mondays the rota had a gap that everybody thought somebody else had filled.",
            "why": "The rota is a table on a page, and nobody owns a table.",
            "next_time": "Give the rota an owner before it has rows.",
        },
    },
]
