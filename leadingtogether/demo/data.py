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
         ("step-free", "hearing-loop", "parking", "accessible-toilet"), 45, 62, 54),
    Site("Guildford", "Riverside Hall", "Walnut Tree Close\nGuildford", "GU1 4UH", "Surrey Heartlands",
         ("step-free", "quiet-room", "accessible-toilet"), 40, 46, 40),
    Site("Reading", "Kennet House", "Queens Road\nReading", "RG1 4AR",
         "Buckinghamshire, Oxfordshire and Berkshire West",
         ("step-free", "hearing-loop", "accessible-toilet", "quiet-room"), 40, 34, 29),
    Site("Oxford", "Cowley Meeting House", "Between Towns Road\nOxford", "OX4 3LZ",
         "Buckinghamshire, Oxfordshire and Berkshire West",
         ("step-free", "hearing-loop", "accessible-toilet", "rest-breaks", "parking"), 45, 36, 31),
    Site("Swindon", "Railway Village Centre", "Faringdon Road\nSwindon", "SN1 5BJ",
         "Bath and North East Somerset, Swindon and Wiltshire", ("step-free", "parking"), 45, 29, 26),
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
# Name, whom they reach, the groups that are counted, whom we talk to with a number, and what was promised.
OUTREACH = (
    ("Carers in the South", "Families at coffee mornings", ("carer:yes",), "Jo Tanner", "01632 960101",
     "A word at each coffee morning, and 200 leaflets in the packs for new carers"),
    ("East Mosque Health Group", "Bangladeshi and Pakistani families", ("ethnic-group:asian",), "Rafiq Miah",
     "01632 960142", "A stall after Friday prayers, and an evening for women in Bengali"),
    ("Deaf Direct", "Deaf people who sign", ("disability:yes",), "Sam Whitlock", "07700 900187",
     "A film in BSL on their page, and a signing volunteer on our phone line"),
    ("The Youth Parliament", "Young people at colleges and in work", ("age:under-25",), "Aisha Bello",
     "01632 960177", "Ten minutes in each college assembly"),
)  # fmt: skip
CRITERIA = (
    ("Wants to work with others", "Speaks of what could be done together, not only of what is wrong."),
    ("Knows what it is about", "From their own life or work. Certificates do not count."),
    ("Brings a voice that is missing", "Something that we have not heard in earlier groups."),
)
# The partner's place in the list, what comes next, and in how many days from today.
NEXT_STEPS = (
    (1, "Ring about the evening for women: which date?", -1),
    (3, "Send 50 posters with the new dates", 0),
    (0, "Ask how the coffee mornings went", 5),
)
FIRST_STEPS = (
    (2, "Ask who would sign at an open evening", 8),
    (3, "Meet the college heads of year", 12),
)
FILE_COLUMNS = ("given_name", "family_name", "role", "email", "postcode", "first_choice")
FILE_ROWS = (
    ("Gwenllian", "Pugh", "lay", "gwenllian.pugh@example.org", "RH10 1AB", "Crawley"),
    ("Desmond", "Clarke", "lay", "", "RH12 2QT", "Crawley"),
    ("Parveen", "Akhtar", "lay", "parveen.akhtar@example.org", "RH11 7LE", "Crawley"),
    ("Olwen", "Bevan", "lay", "", "RH6 9HS", "Crawley"),
    ("Tunde", "Adeyemi", "professional", "tunde.adeyemi@example.org", "RH1 3QP", "Crawley"),
    ("Marjorie", "Stubbs", "lay", "", "RH19 4AY", "Crawley"),
    ("Kofi", "Mensah", "lay", "kofi.mensah@example.org", "BN1 6AF", "Crawley"),
    ("Irena", "Nowak", "professional", "irena.nowak@example.org", "RH10 5GD", "Crawley"),
    ("", "Whitcombe", "lay", "", "RH13 5LT", "Crawley"),
)
# The cohort that has held its first workshop.
UNDER_WAY = "Oxford"
REMARKS = (
    "More time with our partners in the afternoon.",
    "The room was cold. Everything else was good.",
    "Please send the papers before the day.",
    "It was the first time that a manager asked me what I think.",
    "I would like to hear from people who did it last year.",
    "Speak one at a time, then I can follow with my hearing aids.",
    "",
    "",
)


@dataclass(frozen=True)
class ProjectWords:
    """What a pair writes about its project."""

    title: str
    challenge: str
    who: str
    idea: str
    aim: str
    measures: str
    outcomes: str


PROJECTS: tuple[ProjectWords, ...] = (
    ProjectWords(
        "Home by four: a calmer way out of hospital",
        "People go home late in the day without medicines or a number to ring.",
        "Patients over 70 on two wards, and those who care for them.",
        "A checklist that patient, carer and nurse fill in together the day before.",
        "By the summer half of the patients of both wards are home by four.",
        "The hour at which people leave, and a call on the next morning: did you have what you needed?",
        "Before, 3 in 10 were home by four. Now it is 6 in 10. The checklist is on five wards.",
    ),
    ProjectWords(
        "Letters we understand",
        "Clinic letters are written for doctors.",
        "Everybody who gets a letter from the diabetes clinic.",
        "Rewrite five letters with patients and measure how many people ring to ask what they mean.",
        "Nobody has to ring to ask what a letter says.",
        "Calls to the clinic about letters, counted for two weeks before and after.",
        "41 calls in two weeks became 12. The clinic uses our letters, and eye screening has asked for them.",
    ),
    ProjectWords(
        "A door that opens",
        "Men from our community do not come until it is late.",
        "Bangladeshi and Pakistani men over 45.",
        "Blood pressure checks at the mosque, with the practice nurse and a volunteer.",
        "A hundred men know their blood pressure.",
        "How many came, and how many saw their doctor afterwards.",
        "134 men came. 29 had a high reading, and 22 of them have seen their doctor.",
    ),
    ProjectWords(
        "Waiting without worry",
        "The waiting room is loud and bright.",
        "Autistic people and their families.",
        "A quiet corner, a text when it is your turn, and a film of the way in.",
        "People who left before they were seen stay.",
        "How many leave the waiting room unseen; three faces on a card on the way out.",
        "Eleven people left unseen in the month before, two in the month after. The film is on the website.",
    ),
    ProjectWords(
        "Tea at the surgery",
        "Carers are tired and nobody asks them.",
        "People who look after somebody at home, about 340 at our practice.",
        "Tea and a talk once a month, with somebody who sits with the person at home.",
        "Every carer of the practice has been asked how they are.",
        "Who came, and what they asked for.",
        "Six teas, 58 carers. Fourteen had a carer's assessment because of it.",
    ),
    ProjectWords(
        "My medicines, my words",
        "People stop taking medicines and do not say so.",
        "Patients with five or more medicines.",
        "A card in the patient's own words: what each is for, and what I do not like about it.",
        "Talk about the card at every yearly review.",
        "Reviews with a card; medicines that were changed because of one.",
        "We stopped. The two pharmacies had no time for it. The card is free for who wants to try.",
    ),
    ProjectWords(
        "A familiar face",
        "In a mental health crisis young people tell their story five times.",
        "People aged 16 to 25 who come to the crisis team.",
        "One page about me, which I carry and they read first.",
        "Tell it once.",
        "How often somebody had to tell it again, asked a week later.",
        "Twenty young people use the page. On average they told it twice, not five times.",
    ),
    ProjectWords(
        "Signs that sign",
        "Deaf people miss their name being called.",
        "Deaf patients of three practices.",
        "A screen at the desk, and a bookable interpreter for the first appointment of the day.",
        "No deaf patient misses an appointment because of a call.",
        "Missed appointments of deaf patients before and after.",
        "Missed appointments fell from nine to one in three months.",
    ),
)
# Steps of a project with the day after workshop 1 by which they are to be reached.
STEPS = (
    ("Talk with ten people whom it is about", 20),
    ("Ask the manager who has to agree", 32),
    ("Try it once, in a small way", 52),
    ("Write down what we learned", 75),
)
UPDATES = (
    "We met for the first time and agreed to talk every Tuesday evening.",
    "We spoke to the ward sister. She likes the idea and lets us try it on Fridays.",
    "Four patients told us what they missed most on the first evening at home.",
    "Our first draft is ready. We will show it at the next workshop.",
    "The first try went badly: nobody had told the night staff. We start again on Monday.",
    "The manager said yes. We have a budget of £120 for printing.",
    "Ten people have tried it. Eight would do it again.",
    "The other practice in our town has asked for it.",
)
