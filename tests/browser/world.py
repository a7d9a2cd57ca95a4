"""An invented project with everything that the pages have to show: rival tolls, rising
tolls, uncertain places, towns that change hands, writing of many kinds.
"""

import datetime
from dataclasses import replace

from sourceline.pipeline import text_source
from sourceline.project import Project
from tests.web.conftest import TEXTS

MORE = {
    "late": (
        "2019-05-20",
        "River Gazette",
        "Ramadi checkpoint bombing: dead now 21\n"
        "RAMADI (River Gazette) - The number of soldiers killed when a suicide bomber "
        "blew up a car at an army checkpoint in Ramadi last Tuesday has risen to 21, "
        "a hospital source said on Monday.",
    ),
    "lost": (
        "2019-03-04",
        "Desert Post",
        "Islamic State captures Rawa\n"
        "RAWA (Desert Post) - Islamic State fighters captured the town of Rawa on "
        "Sunday after government troops withdrew, residents said.",
    ),
    "archive": (
        "2019-08-01",
        "Border Herald",
        "How Hit was lost\n"
        "HIT (Border Herald) - Islamic State fighters captured the town of Hit on "
        "3 March 2019, the army said on Thursday.",
    ),
    "province": (
        "2019-07-02",
        "Ford Courier",
        "Mortar fire in Diyala\n"
        "BAQUBAH (Ford Courier) - Mortar shells killed three civilians in Diyala "
        "province on Monday, police said.",
    ),
    "south": (
        "2019-07-20",
        "Border Herald",
        "Roadside bomb south of Kirkuk\n"
        "KIRKUK (Border Herald) - A roadside bomb killed two policemen 30 kilometres "
        "south of Kirkuk on Friday, a police officer said.",
    ),
    "letters": (
        "2019-06-11",
        "صحيفة النهر",
        "🕊️👩‍👩‍👧 e\u0301te\u0301 — عاجل\n"
        "TIKRIT (River Paper) - 🚨🚨 An air strike killed 4 civilians in Tikrit on "
        "Monday, a doctor told the Re\u0301gional Paper. "
        "قال الطبيب إنّ المُسْتَشْفى في تِكْرِيت مكتظّ.",
    ),
    "market": (
        "2019-07-10",
        "Border Herald",
        "Car bomb kills 8 at Baqubah market\n"
        "BAQUBAH (Border Herald) - A car bomb exploded at a market in Baqubah on "
        "Tuesday, killing 8 civilians and wounding 19, police said.",
    ),
    "market-rival": (
        "2019-07-10",
        "Ford Courier",
        "At least 25 die in Baqubah market bombing\n"
        "BAQUBAH (Ford Courier) - A car bomb exploded at a crowded market in Baqubah on "
        "Tuesday and killed 25 civilians, a doctor at the hospital said.",
    ),
    "rally": (
        "2019-07-06",
        "Delta Wire",
        "Thousands march in Basra\n"
        "BASRA (Delta Wire) - Thousands of people protested peacefully in Basra on "
        "Friday over power cuts, witnesses said.",
    ),
}


def fill(project: Project) -> Project:
    """Add the invented reports and run every stage."""
    for texts in (TEXTS, MORE):
        for key, (day, publisher, text) in texts.items():
            published = datetime.date.fromisoformat(day)
            source = text_source(text, key=key, published=published)
            project.add([replace(source, publisher=publisher)], "IQ")
        # Few at once are read in this process.
        project.run()
    return project
