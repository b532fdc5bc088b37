// Every page works without this; each module makes one kind of element better where it finds it.
import { autosubmit } from "./autosubmit.js";
import { checklists } from "./checklist.js";
import { guardSubmits } from "./confirm.js";
import { copyButtons } from "./copy.js";
import { drops } from "./drop.js";
import { availabilityGrids } from "./grid.js";
import { maps } from "./map.js";
import { partnerSearch } from "./partners.js";
import { poll } from "./poll.js";
import { repeats } from "./repeat.js";
import { tabs } from "./tabs.js";
import { guessZone } from "./zone.js";

guardSubmits(document);
autosubmit(document);
copyButtons(document);
checklists(document);
drops(document);
availabilityGrids(document);
maps(document);
partnerSearch(document);
repeats(document);
tabs(document);
guessZone(document);
poll(document);
document.documentElement.dataset.enhanced = "true";
