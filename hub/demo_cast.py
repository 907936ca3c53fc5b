"""Who and what the demo is about: invented bodies, people and spaces. Plain data."""

# slug: (name, short name, kind, mail domain)
AGENCIES = {
    "health": ("Department of Health and Care", "Health", "department", "health.gov.example"),
    "parks": ("Parks and Green Spaces Agency", "Parks", "other", "parks.gov.example"),
    "advice": ("Advice Network", "Advice Network", "advice", "advice.org.example"),
    "carrow-valley": ("Carrow Valley Council", "Carrow Valley", "council", "carrowvalley.gov.example"),
    "digital": ("Digital Office", "Digital Office", "other", "digital.gov.example"),
}

# Accepted without an agency: whoever joins from a name below it founds that body, until it is confirmed.
DOMAINS = ["councils.gov.example"]

# handle: (name, agency, days since they joined)
PEOPLE = {
    "yusuf.demir": ("Yusuf Demir", "digital", 245),
    "imogen.clarke": ("Imogen Clarke", "digital", 243),
    "rhiannon.ellis": ("Rhiannon Ellis", "health", 242),
    "joyce.adeyemi": ("Joyce Adeyemi", "health", 240),
    "tomasz.nowak": ("Tomasz Nowak", "health", 201),
    "callum.reid": ("Callum Reid", "parks", 238),
    "priya.nair": ("Priya Nair", "parks", 236),
    "megan.pugh": ("Megan Pugh", "parks", 190),
    "amina.yusuf": ("Amina Yusuf", "advice", 241),
    "daniel.frost": ("Daniel Frost", "advice", 233),
    "sian.bowen": ("Siân Bowen", "advice", 172),
    "graham.tully": ("Graham Tully", "carrow-valley", 230),
    "leanne.okafor": ("Leanne Okafor", "carrow-valley", 226),
}

# address: (name, sponsor, space, days until it ends)
GUESTS = {"oliver.penn@playworks.example": ("Oliver Penn", "callum.reid", "playground-safety", 75)}

SPACES = {
    "welfare-advice": {
        "title": "Welfare advice",
        "purpose": "How we help people with benefits: interviews, calculations, challenges, and where one body's work "
        "ends and the next one's begins.",
        "visibility": "open",
        "opened": 240,
        "members": {
            "amina.yusuf": "owner",
            "daniel.frost": "moderator",
            "rhiannon.ellis": "member",
            "sian.bowen": "member",
            "leanne.okafor": "member",
            "joyce.adeyemi": "member",
        },
    },
    "council-tax": {
        "title": "Council tax",
        "purpose": "Reductions, discounts, letters and arrears, for councils and the advisers whose clients get the bills.",
        "visibility": "agencies",
        "agencies": ["carrow-valley", "advice"],
        "opened": 225,
        "members": {
            "graham.tully": "owner",
            "leanne.okafor": "moderator",
            "daniel.frost": "member",
            "amina.yusuf": "member",
            "joyce.adeyemi": "member",
        },
    },
    "service-assessments": {
        "title": "Service assessments",
        "purpose": "Running fair, useful assessments of public services, and getting ready for one.",
        "visibility": "open",
        "opened": 236,
        "members": {
            "imogen.clarke": "owner",
            "tomasz.nowak": "member",
            "rhiannon.ellis": "member",
            "priya.nair": "member",
            "yusuf.demir": "member",
        },
    },
    "playground-safety": {
        "title": "Playground safety",
        "purpose": "Inspecting, repairing and, when it has to be, closing play areas. Members only, because it names sites.",
        "visibility": "members",
        "join_rule": "ask",
        "opened": 210,
        "members": {
            "callum.reid": "owner",
            "priya.nair": "moderator",
            "graham.tully": "member",
            "megan.pugh": "member",
        },
    },
    "harbour-house": {
        "title": "Moving to Harbour House",
        "purpose": "Two bodies, one building, one weekend. Everything about the office move, and what we would do differently.",
        "visibility": "agencies",
        "agencies": ["health", "digital"],
        "opened": 188,
        "members": {
            "rhiannon.ellis": "owner",
            "yusuf.demir": "moderator",
            "tomasz.nowak": "member",
            "joyce.adeyemi": "member",
            "imogen.clarke": "member",
        },
    },
    "plain-words": {
        "title": "Plain words",
        "purpose": "Writing so that people understand it the first time, in English and in Welsh.",
        "visibility": "open",
        "opened": 205,
        "members": {
            "joyce.adeyemi": "owner",
            "megan.pugh": "moderator",
            "sian.bowen": "member",
            "leanne.okafor": "member",
        },
    },
}

# What waits for an answer: (who asks, space, why), (space, by whom, address) and (space, by whom, to whom).
REQUESTS = [
    ("amina.yusuf", "harbour-house", "We move two desks into your building in spring and would like to know what to expect."),
    ("rhiannon.ellis", "council-tax", "Our hospital advisers get many questions about reductions."),
]
INVITATIONS = [
    ("harbour-house", "rhiannon.ellis", "priya.nair@parks.gov.example"),
    ("playground-safety", "callum.reid", "rhiannon.ellis@health.gov.example"),
]
HAND_OVERS = [("plain-words", "joyce.adeyemi", "rhiannon.ellis")]
