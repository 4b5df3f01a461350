"""What the demo world is made of: places that exist, people who do not."""

from dataclasses import dataclass

PROGRAMME = "Leading Together"
PAYMENT_TERMS = (
    "You may claim £75 for each workshop that you come to, or decline it. We pay it within 30 days of your claim. "
    "It counts as income for tax and for some benefits."
)
BENEFITS_ADVICE = (
    "Before you say yes, please ask about your own benefits: Citizens Advice on 0800 144 8848, "
    "or the National Institute for Health and Care Research's benefits advice service."
)
AGENDA = [
    [
        {"starts": "09:30", "title": "Arrive, tea and coffee", "break": True},
        {"starts": "10:00", "title": "Who we are, and how we want to work together", "led_by": "Both facilitators"},
        {"starts": "11:15", "title": "Tea", "break": True},
        {"starts": "11:30", "title": "What leading means to each of us"},
        {"starts": "12:45", "title": "Lunch", "break": True},
        {"starts": "13:45", "title": "Meeting your partner: a first idea for your project"},
        {"starts": "15:15", "title": "Tea", "break": True},
        {"starts": "15:30", "title": "What happens next"},
    ],
    [
        {"starts": "09:30", "title": "Arrive, tea and coffee", "break": True},
        {"starts": "10:00", "title": "How the projects are going"},
        {"starts": "11:15", "title": "Tea", "break": True},
        {"starts": "11:30", "title": "Seeing with the other person's eyes"},
        {"starts": "12:45", "title": "Lunch", "break": True},
        {"starts": "13:45", "title": "Trying a change in a small way"},
        {"starts": "15:15", "title": "Tea", "break": True},
        {"starts": "15:30", "title": "What happens next"},
    ],
    [
        {"starts": "09:30", "title": "Arrive, tea and coffee", "break": True},
        {"starts": "10:00", "title": "What we did and what we learned"},
        {"starts": "11:15", "title": "Tea", "break": True},
        {"starts": "11:30", "title": "What we would tell others"},
        {"starts": "12:45", "title": "Lunch", "break": True},
        {"starts": "13:45", "title": "Showing our projects"},
        {"starts": "15:00", "title": "Tea", "break": True},
        {"starts": "15:15", "title": "Staying in touch", "minutes": 45},
    ],
]


@dataclass(frozen=True)
class Site:
    """A venue with its cohort; `applicants` of each role."""

    town: str
    name: str
    address: str
    postcode: str
    care_system: str
    facilities: tuple[str, ...]
    radius_km: int
    lay: int = 0
    professional: int = 0


# From the east to the west. The buildings are invented; the towns and outward codes are real.
SITES: tuple[Site, ...] = (
    Site("Crawley", "Goffs Park Rooms", "Old Horsham Road\nCrawley", "RH11 8PQ", "NHS Sussex",
         ("step-free", "hearing-loop", "parking", "accessible-toilet"), 45, 36, 30),
    Site("Guildford", "Riverside Hall", "Walnut Tree Close\nGuildford", "GU1 4UH", "Surrey Heartlands",
         ("step-free", "quiet-room", "accessible-toilet"), 40),
    Site("Reading", "Kennet House", "Queens Road\nReading", "RG1 4AR",
         "Buckinghamshire, Oxfordshire and Berkshire West",
         ("step-free", "hearing-loop", "accessible-toilet", "quiet-room"), 40),
    Site("Oxford", "Cowley Meeting House", "Between Towns Road\nOxford", "OX4 3LZ",
         "Buckinghamshire, Oxfordshire and Berkshire West",
         ("step-free", "hearing-loop", "accessible-toilet", "rest-breaks", "parking"), 45, 29, 25),
    Site("Swindon", "Railway Village Centre", "Faringdon Road\nSwindon", "SN1 5BJ",
         "Bath and North East Somerset, Swindon and Wiltshire", ("step-free", "parking"), 45),
    Site("Bristol", "Easton Community Hall", "Kilburn Street\nBristol", "BS5 6AW",
         "Bristol, North Somerset and South Gloucestershire",
         ("step-free", "hearing-loop", "accessible-toilet", "changing-places", "prayer-room"), 35),
)  # fmt: skip

MOTIVATIONS_LAY = (
    "I have cared for my mother for nine years and I know where things go wrong between hospital and home.",
    "After my stroke nobody asked me what I needed. I want that to change for the next person.",
    "I run a small group for people who are new here. Many of them do not see a doctor until it is very late.",
    "I have lived with diabetes since I was eleven. I would like to work on clear information.",
    "My son has autism. I want waiting rooms and appointments that work for him.",
    "I am retired and I have time. I was a bus driver and I am used to talking to everybody.",
    "I am deaf and I want to lead, not only to be consulted.",
)
MOTIVATIONS_PROFESSIONAL = (
    "I manage a ward and most complaints are about leaving hospital. I cannot solve that without patients.",
    "As a GP I decide a lot in ten minutes. I would like to learn to decide together.",
    "I lead a community nursing team. We want to plan with carers rather than for them.",
    "I am a pharmacist. People stop taking medicines for reasons that we never hear.",
    "I do research on older people's care and would like to start from their questions.",
    "I coordinate mental health services for young people and want them in the room.",
)
EXPERIENCES_LAY = (
    "Member of my surgery's patient group.",
    "None of this kind, but I organised the street party for twelve years.",
    "I have spoken at two meetings of our hospital.",
    "I bring people together at our mosque.",
    "",
)
EXPERIENCES_PROFESSIONAL = (
    "Small improvement projects on our ward.",
    "I chair our practice's quality meeting.",
    "I took part in a co-design project some years ago.",
    "",
)
JOBS = (
    ("Ward manager", "Oxford University Hospitals"),
    ("General practitioner", "Hollow Way Surgery"),
    ("Community nurse", "Oxford Health"),
    ("Pharmacist", "Cowley Pharmacy"),
    ("Occupational therapist", "Surrey and Sussex Healthcare"),
    ("Research fellow", "University of Oxford"),
    ("Service manager", "Sussex Partnership"),
    ("Paramedic", "South Central Ambulance Service"),
    ("Physiotherapist", "Royal Berkshire Hospital"),
    ("Social worker", "Oxfordshire County Council"),
)
IDEAS = (
    "A one-page plan that people take home from hospital.",
    "Somebody to ring on the first evening at home.",
    "A waiting room that people with autism can use.",
    "Letters that say first what they are about.",
    "Tea and a talk for carers once a month at the surgery.",
    "",
    "",
)
PROJECTS = (
    ("Home by four: a calmer way out of hospital",
     "People go home late in the day without medicines or a number to ring.",
     "Patients over 70 on two wards, and those who care for them.",
     "A checklist that patient, carer and nurse fill in together the day before."),
    ("Letters we understand", "Clinic letters are written for doctors.",
     "Everybody who gets a letter from the diabetes clinic.",
     "Rewrite five letters with patients and measure how many people ring to ask what they mean."),
    ("A door that opens", "Men from our community do not come until it is late.",
     "Bangladeshi and Pakistani men over 45 in east Oxford.",
     "Blood pressure checks at the mosque, with the practice nurse and a volunteer."),
    ("Waiting without worry", "The waiting room is loud and bright.",
     "Autistic people and their families.", "A quiet corner, a text when it is your turn, and a film of the way in."),
)  # fmt: skip
UPDATES = (
    "We met for the first time and agreed to talk every Tuesday evening.",
    "We spoke to the ward sister. She likes the idea and lets us try it on Fridays.",
    "Four patients told us what they missed most on the first evening at home.",
    "Our first draft is ready. We will show it at the next workshop.",
)
