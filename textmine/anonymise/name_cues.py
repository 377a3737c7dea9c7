"""The words around names: what comes before a person, after a person, and what says that a name is no person."""

from __future__ import annotations

import re

TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame lord lady rev revd reverend fr cllr councillor baroness baron hon madam madame "
    "monsieur mme mlle sr sgt mssrs messrs doctor".split()
)
ROLE_TITLES = frozenset(
    "minister senator nurse sister matron judge justice captain colonel major sergeant inspector superintendent constable uncle "
    "auntie aunt aunty grandad grandma nan nana chair chairman president premier secretary commissioner governor bishop imam rabbi "
    "deputy coroner lt col capt sgt maj gen cdr cpl pte wpc pc di dci father pastor canon archdeacon ambassador chancellor registrar consultant gp director colleague member mp am chief elder".split()
)
POST_NOMINALS = frozenset(
    "AM AC MS MP MSP MLA QC KC OBE MBE CBE KBE DBE PhD MD RN RGN RMN FRCP FRCS FRCN FRCGP MRCGP MRCP BSc MSc MA BA MBA JP CPFA DL "
    "QN CBiol MBBS".split()
)
PARTICLES = frozenset(
    "de da do dos das del della di du van von der den ter ten la le el al bin ibn binti ap ab ferch abu ben".split()
)

_NOUN_CUES = (
    "questions? (?:from|to|by|for)|supplementar(?:y|ies) (?:from|for)|apologies (?:for absence )?(?:from|received from)|"
    "comments? (?:from|by)|feedback (?:from|to|for)|notes? (?:from|to)|points? (?:from|by|made by)|evidence (?:from|by)|email(?:s|ed)? (?:from|to)|"
    "message (?:from|to)|call (?:from|with|to)|chat with|catch-?up with|session with|meeting with|"
    "presentation (?:from|by)|update (?:from|by)|input from|intro(?:duction)? (?:from|by|to)|"
    "conversation with|visit from|quote from|letter (?:from|to)|action (?:for|on)|(?:of|by) the name of|name of|"
    "(?:fwd|forwarded|reply|text|msg|voicemail|card|word|nudge|lunch|coffee|tea|supper|swap|dates?|1:1s?|one-to-one|call) (?:from|with|w/)|fwd from"
)
_RELATION = (
    "(?:my|his|her|their|our|your) (?:colleague|boss|manager|wife|husband|daughter|son|brother|sister|mum|mother|dad|father|friend|"
    "deputy|predecessor|successor|partner|mate|pal|neighbour|cousin|niece|nephew|aunt|uncle|carer|granddaughter|grandson|"
    "grandmother|grandfather|fianc[eé]e?|roommate|flatmate|boyfriend|girlfriend|stepson|stepdaughter|twin|baby|toddler|mom|dad),?"
)
_VERB_CUES = (
    "thanks?(?: (?:you|again|so much|very much))?,?(?: to)?|thank you(?: very much)?,?(?: to)?|cheers,?|hi,?|hello,?|hey,?|dear|hiya|"
    "morning,?|afternoon,?|evening,?|welcome,?(?: to)?|bye,?|sorry,?|well done,?|congratulations,?(?: to)?|diolch(?: yn fawr)?,?|"
    "over to|back to|hand(?:ed|ing)? (?:over|back) to|"
    "(?:spoke|talk(?:ed|ing)?|speak(?:ing)?|listen(?:ed|ing)?|spoken|chatted|reported|reports|reporting) (?:to|with)|"
    "met(?: up)?(?: with)?|(?:e-?mail|call|phone|ring|rang|ask|tell|told|thank|invite|contact|chase|shadow|coach|mentor)(?:e?d|ing|s)?|"
    "named|(?:is|was|are|were) called|known as|my name is|name's|i'm|i am|this is|cc|attn|"
    "(?:led|chaired|facilitated|presented|written|raised|supported|coached|run|said|asked|delivered|hosted|covered|"
    "replaced|mentioned|suggested|noted|proposed|recorded|seconded|minuted|authored|prepared|described|signed|sent) by|"
    "ask(?:ing)? for|ask(?:ed|ing|s)? to (?:see|speak to|speak with)|c/o|care of|fao|regards,?|best wishes,?|"
    "according to|on behalf of|such as|including|colleagues? like|people like|someone like|"
    f"{_RELATION}|"
    "(?:our|the|their|his|her|a) (?:colleague|friend|enabler|facilitator|coach|matron|registrar|chief exec(?:utive)?|ceo|coo|"
    "medical director|chief nurse|chair|consultant|gp|ward manager|nurse|programme manager|director|analyst|secretary),?|"
    "(?:present|attendees|apologies|in attendance|attending|facilitators?|enablers?|coaches|author|notes by|chair|from|to|contact|"
    "lead|owner|scribe|notetaker|speaker|interviewer|participants?|action)s? ?:"
)
#: Matched with `search` on the text before a candidate: what comes before a person.
LEFT_CUE = re.compile(rf"(?:^|(?<![\w'-]))(?:{_NOUN_CUES}|{_VERB_CUES})[ \n]?$", re.I)
#: Before somebody whatever the word: "his mate Tubs".
RELATION_LEFT = re.compile(rf"\b{_RELATION} $", re.I)

_SAYING = (
    "said|says|saying|asks?|asked|thinks?|thought|feels?|felt|mention(?:s|ed)|noted|notes that|agree[sd]|told|tells|explain(?:s|ed)|"
    "adds|added|repl(?:ies|ied)|wants|wanted|suggest(?:s|ed)|raise[sd]|report(?:s|ed)|describe[sd]|reflect(?:s|ed)|talk(?:s|ed)|"
    "point(?:s|ed) out|spoke|speaks|argue[sd]|believe[sd]|remember(?:s|ed)|recall(?:s|ed)|offer(?:s|ed)|volunteer(?:s|ed)|"
    "apologi[sz]e[sd]|joked|laughed|smiled|nodded|shared|knows|knew|hopes|hoped|worrie[sd]|insist(?:s|ed)|admit(?:s|ted)|"
    "acknowledge[sd]|challenge[sd]|emailed|rang|phoned|texted|chaired|facilitated|presented|retire[sd]|left us|resigned|joined|"
    "is leaving|is retiring|is (?:off|on) (?:sick|leave|holiday)|was (?:off|away|upset|ill|late|brilliant|great|there)|sent|kept|"
    "summari[sz]e[sd]|wonder(?:s|ed)|question(?:s|ed)|warn(?:s|ed)|confirm(?:s|ed)|commented|observed|proposed|promised|"
    "welcomed|thanked|answer(?:s|ed)|interrupt(?:s|ed)|object(?:s|ed)|protest(?:s|ed)|hesitate[sd]|grinned|wept|introduced|opened|closed|won|cried|sang|blushed|quoted|drew|baked|drove|walked|brought|sat|stood|arrived|"
    "forgot|shrugged|sighed|winced|listened|led|helped|apologized|swore|whispered|couldn't|didn't|doesn't|hasn't|wasn't|can't|won't|isn't"
)
_ADVERB = "(?:also|then|really|just|rightly|kindly|always|never|often|himself|herself|has|had|have)"
#: Matched with `match` on the text after a candidate: what comes after a person.
RIGHT_CUE = re.compile(
    rf"(?:'s (?:point|view|question|team|suggestion|comment|idea|evidence|leadership|email|husband|wife|paper|boss|role|words|"
    rf"feeling|reflection|example|story|notes|slides|presentation|challenge|deputy|successor|predecessor|predecessor|mum|dad|son|daughter)"
    rf"|'(?:ll|d) |,? who(?:se|m)?\b|[ ](?:{_ADVERB} )?(?:{_SAYING})\b|\)? ?\((?:he|she|they|him|her)\b| to (?:swap|send|chase|follow|"
    rf"circulate|draft|share|lead|write|contact|arrange|check|speak|talk|bring|set up|pick up|report back|confirm|organise|ring|"
    rf"email|update|invite|meet|take|ask|feed|find|support|cover|own|join|help|run|chair|present|review|prepare|provide|look|"
    rf"explore|discuss|liaise|attend|complete|develop|ensure|co-write|edit|host|pull|get|do|make|give|think|pass|forward|raise)\b| and (?:i|I|me|myself|his|her|colleagues|team)\b|, (?:our|my|their|the) (?:[a-z]+ )?"
    rf"(?:chief|ceo|coo|medical|clinical|programme|ward|new|former|deputy|director|chair|lead|head|manager|nurse|matron|consultant))",
)
_ROLE_NOUN = (
    "consultant|matron|nurse|sister|doctor|registrar|gp|physio(?:therapist)?|paramedic|porter|pharmacist|manager|director|chair|"
    "chief exec(?:utive)?|ceo|coo|lead|facilitator|enabler|coach|analyst|clerk|secretary|receptionist|worker|carer|volunteer|"
    "housekeeper|cleaner|administrator|co-?ordinator|navigator|councillor|commissioner|officer|surgeon|therapist|midwife|student|"
    "trainee|practitioner|patient|daughter|son|wife|husband|widow|widower|mother|father|brother|chaplain|governor|driver|"
    "dispatcher|geriatrician|physician|psychiatrist|anaesthetist|specialist|advis[eo]r|assistant|champion|"
    "hca|hcp|ot|acp|anp|enp|sho|spr|cno|cfo|slt|amhp"
)
_SOME = r"(?:an? |the |our |my |their |his |her )"
#: A role that says what the word before it is: "(ED consultant, ...", ", the finance director", " with a housing manager".
ROLE_RIGHT = re.compile(
    rf" \({_SOME}?(?:[\w&/'-]+ ){{0,4}}(?:{_ROLE_NOUN})(?=[,;:)\n])"
    rf"|, {_SOME}?(?:[\w&/'-]+ ){{0,3}}(?:{_ROLE_NOUN})(?=[,.;:)\n]| (?:at|for|from|of|on|with|and|who|in)\b)"
    rf"| with {_SOME}(?:[\w&/'-]+ ){{0,3}}(?:{_ROLE_NOUN})\b",
    re.I,
)
#: Before several people of one name: "the two Helens", "both Daves", "the Shahs".
PLURAL_LEFT = re.compile(
    r"\b(?P<number>both|(?:the |our |these |those |all )?(?:two|three|four|five|several))(?: of)?(?: the| our)? $|\b(?:the|our|these|those|other) $",
    re.I,
)
#: "Mr P", "Mrs B.", "dr k": a title and one letter.
TITLED_INITIAL = re.compile(
    r"\b(?:(Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Dame|Cllr|MR|MRS|MS|DR)(?:\. ?| )([A-HJ-Z])|(mr|mrs|ms|dr|cllr)\.? ([b-hj-z]))(?![\w&/-]|\.\w|'(?!s\b))"
)
#: After somebody who is addressed or called up.
VOCATIVE_RIGHT = re.compile(
    r"['\"”]?(?:[.?!,;:…—–)\]-]|\s*$|\s*\n| (?:and|then|for|you|please|can|could|do|did|would|are|your|on)\b)"
)
LEFT_CUE_LOWER = re.compile(
    r"(?:^|(?<![\w'-]))(?:thanks|thank you|cheers|hi|hello|hey|dear|hiya|spoke (?:to|with)|spoken to|speak to|talk(?:ed|ing)? to|"
    r"met with|over to|ask(?:ed)?|told|tell|email(?:ed)?|rang|ring|phoned|texted|emailing|chased?|w/|cc) $",
    re.I,
)
RIGHT_CUE_LOWER = re.compile(
    rf"[ ](?:{_ADVERB} )?(?:said|says|asked|thinks|reckons|mentioned|told me|told us|rang|emailed|texted)\b"
)

#: Before a word that is no person: "the Coastal GasLink", "a Datix".
NOT_A_NAME_LEFT = re.compile(
    r"(?:^|(?<![\w'-]))(?:the|a|an|this|these|those|every|each|another|any|no|our|new|st|saint)\.? $",
    re.I,
)
PLACE_LEFT = re.compile(
    r"(?:^|(?<![\w'-]))(?:in|at|across|near|around|outside|throughout|within|towards|into|north|south|east|west|central|mid|greater|"
    r"upper|lower|northern|southern|eastern|western|downtown|via|to|from)(?: (?:north|south|east|west|central|mid|greater))? $",
    re.I,
)

#: Lower-case nouns after a surname that is used for a thing.
EPONYM_NOUNS = (
    "disease", "syndrome", "report", "review", "inquiry", "enquiry", "cycle", "scale", "score", "test", "model", "theorem", "award",
    "awards", "index", "matrix", "grid", "square", "principle", "principles", "effect", "law", "laws", "method", "framework",
    "criteria", "questionnaire", "inventory", "theory", "curve", "chart", "diagram", "circles?", "group", "universit(?:y|ies)",
    "pipeline", "lymphoma", "palsy", "lens", "pain scale", "sign", "reflex", "fracture", "catheter", "stockings?", "line", "ward",
    "unit", "hospital", "hospice", "suite", "building", "house", "centre", "estate", "block", "theatre", "lecture", "prize", "medal",
    "trust", "foundation", "fund", "charity", "practice", "surgery", "clinic", "roundtable", "rule", "doctrine", "recommendations?",
    "dystrophy", "sclerosis", "contracture", "muscular dystrophy", "programme", "commission", "formula", "decision", "principles", "rifle", "style", "approach",
    "restaurant", "cafe", "pub", "bakery", "shop", "store", "salon",
)  # fmt: skip
#: Capitalised nouns after a name that make it the name of a thing.
THING_NOUNS = frozenset(
    "hospital hospitals infirmary hospice ward wing unit centre center clinic surgery practice suite building house hall court lodge "
    "street road lane avenue close drive way crescent gardens grove place terrace square park green hill row mews court rise walk "
    "view gate bridge bank quay wharf yard common farm estate school academy college university universities council trust ccg icb stp "
    "ics pct foundation charity fund report review inquiry commission committee act bill law cycle scale score model framework "
    "theorem matrix award awards prize medal lecture programme project scheme initiative network society association institute "
    "federation partnership group company ltd limited plc llp inc associates partners consulting disease syndrome test index "
    "curve grid principle principles effect theory method questionnaire inventory lymphoma palsy day week bay beach island islands "
    "valley river lake forest county city town village district borough castle church cathedral chapel cross north south east west "
    "central airport station port constituency riding recommendations agreement accord treaty protocol doctrine rifle pipeline "
    "health healthcare care medical nursing home homes services service pharmacy bakery cafe hotel inn arms room rooms lounge "
    "theatre theatres lakes falls villa manor diner salon restaurant museum gallery aid gong socialhouse stadium arena tower towers".split()
)

#: Names that are words as well, in text without capitals: what must stand before them, after them, or around them elsewhere.
WEAK_LOWER = frozenset(
    "mark rose grace bill jack nick frank rob sue pat penny dean drew miles jan june ray jay lance rich dot bob ash heather holly ivy "
    "amber ruby jasmine olive daisy poppy violet iris lily robin hazel rosemary carol eve dawn gene rod chuck randy josh earl don ed "
    "al tony harry ken basil colin reed brook faith joy hope mercy patience precious blessing grant glen clay dale heath price max".split()
)
WEAK_LEFT = re.compile(
    r"\b(?:asked|told|brought|rang|emailed|texted|phoned|thanked|ring|email|text|goes to|went to|spoke to|chat with|cc) $"
)
WEAK_RIGHT = re.compile(r" (?:says|said|thinks|reckons|does|didnt|doesnt|wants|agreed|asked|told|knows|rang)\b|:")
WEAK_BESIDE = re.compile(
    r"(?:^|[.!?,;:(\n-] ?| (?:w|with|and|\+|than|think|says|cos|that|but|like|asked|as|if|so)) $|(?:^|\n|[.!?;:] ?)$"
)
#: Somebody is asked in lower case: "mags can u let her know".
ASKED_LOWER = re.compile(r" (?:can|could|would|will|do|did|pls|plz|please) (?:u|you|ya|yous)\b")
FROM_RIGHT = re.compile(r" (?:from|in|at) (?:the |our )?[A-Z]")
BILL_RIGHT = re.compile(r" [A-Z]-?\d| (?:Committee|Stage|stage|as introduced)|-\d")
BILL_LEFT = re.compile(
    r"(?:\) |\b(?:[Tt]his|[Dd]raft|of|[Ss]tage \d|government|members?'s?|under|[Hh]ouse|private|[Ff]inance|[Rr]eform) )$"
)
OPENINGS = frozenset("will may hope grant mark bill grace faith can see guy young long".split())
PAUSE = re.compile(r"[,.?!:;—–]|\s*$|\s*\n")
MONTH_RIGHT = re.compile(
    r"(?:,? (?:'?\d|(?:this|last|next) year|onwards?|and (?:june|july|april|august|september)|to (?:june|july)))|[-/–]",
    re.I,
)
MONTH_LEFT = re.compile(
    r"\b(?:in|until|till|by|since|during|early|late|mid|last|next|this|every|end of|of|\d{1,2}(?:st|nd|rd|th)?)[ -]$",
    re.I,
)
BEING = re.compile(
    r" (?:lives|works|runs|leads|chairs|manages|puts|gets|comes|goes|is|was|has|had|will|would|does|did|isn't|wasn't|hasn't|can|could|wants|needs|never|always|often|rarely|still|also|kept|came|went|took|gave|got|made|seems|looked) "
)
DOING = re.compile(r" (?:did|does|didn't|doesn't|took|came|went|gave|got|kept|looked) ")
#: Names that are nouns without an article: "Hope is not a strategy".
MASS = frozenset(
    "justice hope grace faith joy love patience mercy prudence charity summer trust unity honour honor glory comfort art gold may will "
    "sunny happiness rice ivory gay rich young christian guy unity blessing precious gift divine fortune praise innocent goodness "
    "ginger sage olive misty dusty sandy penny ruby crystal pearl dale dawn".split()
)
NO_SURNAME = frozenset("prime chair chairman chairwoman chairperson speaker president minister premier deputy".split())
THING_RIGHT = re.compile(
    rf"[ -](?:{'|'.join(EPONYM_NOUNS)})\b|'s (?:disease|syndrome|palsy|lymphoma|laws?|theorem|hospital|hospice|chorea|sarcoma)\b| \d"
)
BUILDING_RIGHT = re.compile(
    r" (?:bridge|tunnel|airport|highway|stadium|memorial|ward|unit|hospital|hospice|suite|building|house|centre|estate|block|theatre|lecture|prize|medal|trust|foundation|fund|"
    r"charity|practice|surgery|clinic|award|cup|school|college|library)s?\b"
)
SAINT_LEFT = re.compile(r"\b(?:St|Ste|Saint|Sainte)\.? $")
TEAM_RIGHT = re.compile(
    r" (?:team|services?|programme|course|score|tool|project|study|pathway|clinic|group|training|app|system)\b"
)
#: Short names that are words where they stand in lower case.
LOWER_WORDS = frozenset("sue mike rob jack nick ash sal nat cat bob jim mat chas deb tel gabe dot con gus".split())
LOWER_INITIAL = re.compile(r" [b-hj-z](?![\w'])")
LOWER_TITLE = re.compile(
    r"\b(mr|mrs|ms|miss|dr|prof|professor|cllr|sir|dame|sister|matron|nurse|father|auntie|uncle)\.? ?$"
)
LIST_GAP = re.compile(r"(?:, and |, then |,? & | and |, |/| / | or |, or )")
LIST_GAP_BEFORE = re.compile(r"(?:, and |, then |,? & | and |, |/| / | or |, or )$")
SEASONS = frozenset("april may june august summer autumn winter dawn trust art".split())
MONTHS = frozenset({"april", "may", "june", "august", "jan"})

#: A place follows, or what a seat in a parliament is called after: "the member for Mégantic—L'Érable", "the people of Tonna".
SEAT = re.compile(
    r"\b(?:[Mm]embers?|MPs?|MLAs?|TDs?|AMs?|MS|Senators?|colleagues?|[Rr]iding|[Cc]onstituen(?:cy|ts?)|people|residents|families|city|town|"
    r"village|county|[Mm]ayors?|parish|port|university) (?:for|from|of|in) (?P<id>[A-Z][\w'’-]*(?:(?: (?:and|le|la|de|du|des|of|the))* ?[—–-]? ?[A-Z][\w'’-]*){0,5})"
)
#: "(Rimouski-Neigette—Témiscouata—Les Basques, BQ)": a seat and a party behind a speaker's name.
SEAT_AND_PARTY = re.compile(
    r"\((?P<id>[A-Z][^()\n]{2,60}), (?:Lib|CPC|NDP|BQ|GP|PV|PCC|Ind|Lab|Con|LD|SNP|DUP|PC|FF|FG|SF)\.?\)"
)
#: Wards, rooms and tables that are listed: "Breakout tables are called Amber, Ruby and Heather".
NAMED_LIST_LEFT = re.compile(
    r"\b(?:wards?|units?|rooms?|suites?|tables?|teams?|groups?|sites?|houses?|cafes?|names)\b[^.;:?!\n]{0,25}?(?: are| is| was| were|:| \(|–| -)"
    r"(?: called| named)? ?(?:[A-Z][\w'-]*(?: [A-Z][\w'-]*)?(?:, and |, | and | or |/))*$"
)
#: Before a place or a body rather than a person.
WHERE_LEFT = re.compile(r"\b(?:in|at|from|of|near|around|outside|via|across|between|to|into|through)(?: the)? $")
#: A person goes on as "he" or "she", within a few words.
PRONOUN_RIGHT = re.compile(
    r"(?:[^\w\n]+[\w']+){0,7}?[^\w\n]+(?:he|she|his|her|him|himself|herself|he's|she's|He|She|His|Her)\b"
)
#: A subject and its verb at the beginning of a clause: "Gurpreet disagreed", "Nkechi had a go".
SUBJECT_RIGHT = re.compile(
    r" (?:lives|works|runs|leads|chairs|manages|puts|gets|knows|thinks|feels|keeps|takes|makes|brings|asks|quietly|visibly|goes|says|wants|means|meant|lent|got|found|took|came|went|gave|kept|left|made|put|"
    r"ran|read|held|met|wrote|brought|told|said|sat|stood|spoke|felt|heard|saw|began|chose|drove|paid|taught|caught|won|knew|thought|"
    r"sent|led|rang|[a-z]{3,}ed)\b"
)
IN_PLACE_LEFT = re.compile(
    r"\b(?:in|at|across|near|around|outside|throughout|within|towards|into|north|south|east|west)(?: \w+)? $",
    re.I,
)
#: The way from one place to another.
FROM_LEFT = re.compile(r"\bfrom [A-Z][\w'-]+ to $")
TO_RIGHT = re.compile(r" to [A-Z]")
#: Somebody is addressed or speaks, all in lower case; the word itself is the group.
LOWER_PERSON = re.compile(
    r"(?:(?<![\w'-])(?:thanks|cheers|hi|hello|hey|hiya|dear|spoke (?:to|with)|met with|emailed|rang|phoned|texted|chased|asked|told) "
    r"([a-z]{3,})(?=[.,!?;:]| and | if | about | today| that | whether | he | she |\s*$|\n)"
    r"|(?:^|[\n.,;!?] ?|as |and |but |because |also |did |met )([a-z]{3,})(?= (?:said|says|reckons|agreed|asked|rang|told|thinks|told|wants|"
    r"backed|from [a-z]+(?: says| said|,|\n|\.|$)|\d{1,2}(?:am|pm)) ?))",
    re.M,
)
#: A ward, a room or a team is named: "his ward (Elgar)", "a ward called Nightingale".
NAMED_LEFT = re.compile(
    r"\b(?:wards?|units?|rooms?|suites?|bays?|buildings?|blocks?|sites?|houses?|theatres?|hospitals?|homes?|lounges?|teams?|streets?)"
    r"(?: is| was)?(?: called| named)?(?: \(|,? | ?[–—-] )(?:the )?[\"'“‘]?$"
)
#: Things that somebody wrote or leads: "the Jones report" tells who Jones is.
AUTHORED = frozenset(
    "report review paper inquiry enquiry model plan proposal recommendations programme project team committee commission group "
    "practice surgery method approach framework lecture".split()
)
#: The word that a line, a cell or a sentence begins with, and the mark that sets it apart.
SLOT = re.compile(
    r"(?:^|[\n|]|[.;:,–—] )[ \t•*·>☐☑▪◦)(–—-]*(?P<name>[^\W\d_](?:[\w'-]*\w)?(?: [A-Z][\w'-]*\w)?)(?=(?P<mark> ?:(?=\s)| ?\|| ?[–—] | - | ?\(|/| \d))",
    re.M,
)
#: What somebody says follows: 'Price: "Two pots, actually."'
SPEECH_RIGHT = re.compile(r" ?[:–—-] ?[\"“‘]")
#: Words that a clause begins with, before its subject.
JOINING_LEFT = re.compile(
    r"(?:^|(?<![\w'-]))(?:and|but|so|when|if|that|because|as|where|how|while|since|then|though|says|said) $", re.I
)
#: What is asked of somebody who is addressed, for words of which nothing is known.
ADDRESS_RIGHT = re.compile(
    r"['\"”]?(?:[.?!,;:…—–)\]]|\s*$|\s*\n| (?:can|could|would|do|did|please|will) (?:you|we|i)\b)", re.I
)
#: What places and bodies do as well as people.
IS_RIGHT = re.compile(r" (?:is|was|has|had|will|would|can|could|does|did)\b")
#: "Will said", not "Will ask": what shows that a word which opens a question is somebody.
SPOKE = re.compile(
    r" (?:also |then |just )?(?:said|says|asks|thinks|thought|felt|feels|told|was|is|has|had|wants|knows|reckons|gets|takes|brings|"
    r"sends|leads|agrees|comes|goes|does|did|made|makes|took|came|went|gave|got|kept|rang|sent|led|sat|stood|spoke|[a-z]{2,}ed)\b"
)
#: "Duke of Edinburgh", "Price of Fuel".
OF_RIGHT = re.compile(r" of (?:the )?[A-Z]")
#: What follows a word that only opens a sentence: "Will we", "Mark my words", "Chase it again".
OPENS_RIGHT = re.compile(
    r" (?:we|you|it|the|this|that|these|those|they|i|I|my|our|your|him|them|us|me|a|an|any|some|there|out|up|if|better|more)\b"
)
#: Where a place stands.
AT_LEFT = re.compile(r"\b(?:in|at|near|outside|around|across) $", re.I)
BESIDE_LEFT = re.compile(r"([A-Z][\w'-]+)(?:,? and |, | & |/)$")
