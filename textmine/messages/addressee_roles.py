"""What part a body plays in a sentence: asked, told, spoken to, or only mentioned.

In the sentences that come here each body is one mark, so that the patterns below are about grammar and no body's name. They fall in
groups: who is spoken to counts first, then who is asked outright, then whom a question is about, and last who should do something.
"""

from __future__ import annotations

import re

#: Marks are characters of the private use area, one for each body of a sentence; offices that a person holds, who can be spoken to
#: by it ("Minister, will you"), have marks of their own.
BODY_MARK, OFFICE_MARK, LAST_MARK = 0xE000, 0xF000, 0xF8FF
_ANY = f"[{chr(BODY_MARK)}-{chr(LAST_MARK)}]"
_B = f"(?P<body>{_ANY})"
_OFFICE = f"(?P<body>[{chr(OFFICE_MARK)}-{chr(LAST_MARK)}])"

_DET = r"(?:the|our|your|their|its|this|that|these|those|each|every|any|all|both|some|no|either|neither|an?|one|two|three|all the|both the|each of the|all of the|the two|whichever|whatever)"
#: No part of a body's description: where one of these stands, another part of the sentence begins.
_BREAK = r"(?:to|that|and|or|of|for|from|in|on|at|by|is|are|was|were|be|been|if|but|not|with|who|which|what|when|where|why|how|whether|while|as|so|than|the|should|must|would|will|could|can|has|have|had|do|does|did|about|into|over|without|because|it|we|they|you|i|he|she|us|them|me|there)"
_MOD = rf"(?!{_BREAK}\b)[\w'&/-]+"
#: "somebody in government", "people at the centre", "whoever is at the Home Office".
_THERE = r"(?:the |your |our |those |all )?(?:(?:some|any|every|no)(?:body| ?one)|whoever|people|those|folk|colleagues|officials|friends|leaders) (?:[\w'-]+ ){0,3}?(?:in|from|at|inside|within|of)"
_WHO = rf"(?:[\"“']?{_THERE} )?(?:{_DET} )?(?:{_MOD} (?:and|or) (?:the )?)?(?:{_MOD} ){{0,2}}?{_B}"
_SHORT_WHO = rf"(?:{_THERE} )?(?:{_DET} )?(?:{_MOD} )?{_B}"
#: "and the councils", ", schools and police", "and forces".
_OTHERS = rf"(?:,? (?:and|or|&|as well as|together with) (?:{_DET} )?(?:{_MOD} ){{0,2}}?(?:{_ANY}|[a-z-]+s)|, (?:{_DET} )?{_ANY})*"
_ADVERB = r"(?: (?:really|just|also|now|then|still|simply|itself|themselves|together|alike|both|all|ever|always|surely|at least|at last|in turn|nationally|centrally|locally|first|finally|urgently|probably|perhaps|maybe|here|quickly))*"
#: ", in my view," and "who say that", between a body and what it should do.
_ASIDE = r"(?:, (?![^,]{0,60}\bwill\b)[^,.;?!]{2,60},| \([^)]{1,40}\)|,? (?:who|which|that) [^.;?!,]{2,80}?)?"
#: Who should be given, paid or thanked is no addressee: another should do it. Who should be told or made to do something is one.
_UNDERGOES = r"(?:[a-z]+ly |always |also |now )?(?:(?!asked|pressed|urged|called|invited|encouraged|persuaded|induced|required|obliged|forced|reminded|warned|prepared|committed|measured|minded|ashamed|need)[a-z]+ed|given|paid|left|let|heard|free|able|kept|cut|built|set|shut|sold|seen|spared|thanked)\b"
_DUTY = (
    r"(?:should|shd|shld|must|ought|shall|needs? to|has (?:got )?to|have (?:got )?to|had better|'s got to|'ve got to|had to be made|"
    r"shouldn't|mustn't|oughtn't|needn't|would do (?:well|better)|mightn't|might|may want|could(?! not\b)|"
    r"(?:cannot|can't|can not) (?:keep|go on|continue|carry on|expect|just|simply|have it|be allowed|go)|is going to have to|are going to have to|"
    r"(?:wants?|needs?|deserves?|requires?) (?:telling|warning|reminding|asking)|(?:is|are|was|were) (?:to be|the ones? (?:to|who))|please|pls)\b"
    rf"(?! (?:to )?(?:be|have been) {_UNDERGOES})"
)
_SUBJECT = rf"(?<![\w'-]){_WHO}(?: (?:in|at|of|from|within|across) {_DET} {_ANY})?(?:{_OTHERS}|,? and (?!(?:we|they|i|you|it|he|she)\b)[^,.;?!]{{1,40}}?){_ASIDE}{_ADVERB}(?<! you)(?<! we)(?<! they)(?<! it)(?<! he)(?<! she)(?<! i)"
#: What may follow somebody who is asked: what for. A word of another kind would belong to a longer name ("the council tax").
_WHAT_FOR = r"(?= (?:to|not|for|that|please|again|once|straight|directly|whether|if|why|how|what|when|now|today|here|outright|and|or|is|was|would|wd|will|it|people|folk|lot|as|who|in|on|at|over|about|with|instead|before|by|because|than|so|but|from)\b|[,.;:!?)\"”–—-]| [–—-]|$)"

_ASK = r"(?:ask(?:s|ed|ing)?|urg(?:e|es|ed|ing)|call(?:s|ed|ing)? (?:(?:once )?again )?(?:on|upon|for)|invit(?:e|es|ed|ing)|beg(?:s|ged|ging)?|implor(?:e|es|ed|ing)|beseech|press(?:es|ed|ing)?|challeng(?:e|ed|ing)|encourag(?:e|es|ed|ing)|lobb(?:y|ies|ied|ying)|plead(?:s|ed|ing)? with|appeal(?:s|ed|ing)? to|advis(?:e|es|ed|ing)|petition(?:s|ed|ing)?|remind(?:s|ed|ing)?|request(?:ed|ing)?|caution|entreat)"
_WANT = r"(?:want(?:s|ed|ing)?|(?:would|'d|wd) (?:really |dearly |very much |still |so )?(?:like|love|prefer|rather|want|need|expect|ask)|need(?:s|ed|ing)?|expect(?:s|ed|ing)?|get(?:ting)?|make|making|force|oblige|require|push|let|help|hav(?:e|ing)|see|rel(?:y|ies|ied) on|look(?:ing)? to|wait(?:ing)? for)"
_THAT = r"(?:ask(?:s|ed|ing)?|urg(?:e|ed|es|ing)|hop(?:e|es|ed|ing)|recommend(?:s|ed|ing)?|propos(?:e|es|ed|ing)|suggest(?:s|ed|ing)?|request(?:s|ed|ing)?|wish(?:es|ed)?|insist(?:s|ed|ing)?|demand(?:s|ed|ing)?|prefer(?:red)?|pray|(?:ask|hope|plea|wish|request|view|recommendation|suggestion|advice|demand) (?:is|was|would be|wd be|being|will be)|important|essential|vital|crucial|imperative|right|(?:high |about )?time|only fair)"
_SAYING = r"(?:tell|say to|say (?:that|it|this) to|warn|remind|inform|advise|show)"
_MESSAGE = r"(?:pleas?|requests?|appeals?|advice|messages?|tips?|asks?|questions?|q|points?|words?|warnings?|recommendations?|suggestions?|invitations?|demands?|challenges?|lessons?|notes?|postcard|proposals?|thing|call)"
_CONVEY = r"(?:put|take|carry|pass|passing|feed|fed|say|said|relay|convey|report back|to be passed|to be put|hand over)"
_GOOD = r"(?:wise|sensible|good|better|best|helpful|useful|right|sense|scope|time|case|kind|kindness|love|like|wish|need|ask|call|calls|called|calling|plea|push|nice|great|fair|vital|essential|important|necessary|difference|overdue|worth|enough|reasonable|simple|request|recommendation|want|wanted|duty|thing|once|more|welcome|plead|pleading|pressed|pressing|hope|priority|priorities|it|would be|answer|solution|step|much)"
_WISHED = r"(?:settlement|commitment|answers?|guarantee|assurances?|decisions?|clarity|leadership|apology|promise|permission|backing|signal|steer|honesty|consistency|patience)"

_OUTRIGHT = (
    # "we call on the government", "urge ministers to", "Members asked the Chair to press the Home Office for"
    rf"\b{_ASK} (?:that |of |from |through |again )?{_WHO}{_OTHERS}{_WHAT_FOR}",
    # "tell the Treasury that", "let the minister know", "say it to any province", "warn X"
    rf"\b(?:(?:please|to|'d|would|will|'ll|must|should|can|could|better|someone|somebody|and|just|not|me|i) |^|[:;,\"“(–—] ?){_SAYING} (?:that |all )?{_WHO}{_OTHERS}{_WHAT_FOR}",
    rf"\b{_SAYING} (?:them|those|people|folk) (?:at|in|from|on) {_WHO}{_OTHERS}{_WHAT_FOR}",
    rf"\blet {_WHO}{_OTHERS} (?:know|hear|see|understand)\b",
    # "wants the College to stop", "I'd like the CQC to say so", "get the two states to share"
    rf"\b{_WANT} (?:for )?{_WHO}{_OTHERS}{_ASIDE}(?: not)? to\b(?! be able)",
    rf"\b(?:like|love|want|prefer|hope|welcome) (?:to (?:see|have|hear|get) )?{_WHO}{_OTHERS} (?!(?:and|or|to|of|is|was|in|on|at|for|by|with|from|that|who|which|as|than|but|so|because|money|[a-z]+ed)\b)[a-z]+ (?:what|it|this|that|them|us|the|an?|one|how|up|out|on|down|more|all|their|its|our|for|with|to)\b",
    rf"\bwant(?:s|ed)? {_WHO}{_OTHERS} (?:asked|told|made|held|round|to)\b",
    rf"\b(?:make|making|get|have|let) (?:sure |it so )?(?:that )?{_SHORT_WHO} (?:hears?|knows?|understands?|pays?|counts?|acts?|publish(?:es)?|fix(?:es)?|settles?|stops?|does|do|take|takes|send|give|change|drop|share|come)\b",
    # "we ask that the Treasury restore", "our hope is that ministers think again", "time the government"
    rf"\b{_THAT}(?:, [^,]{{1,40}},)? (?:that )?{_WHO}{_OTHERS}(?! of\b)(?= [a-z])(?! (?:is|are|was|were|had|said|did|says)\b)(?! (?!really|now|also|at|still|just)[a-z-]+ (?:[a-z-]+ )?(?:should|might|could|must|ought|may|will|would|be)\b)(?! (?:always |also |now )?be (?:{_UNDERGOES}|(?:always )?told (?!to\b)))",
    # "if I had five minutes with the minister"
    rf"\bif (?:i|we) (?:had|could have|have|got|get|were given|was given)(?: [\w'-]+){{0,4}}? with {_SHORT_WHO}{_OTHERS}",
    # "a message to the centre", "Point for the College", "my one ask of the Treasury", "Q for minister:"
    rf"\b{_MESSAGE}(?: [\w'/-]+){{0,4}}? (?:to|for) {_SHORT_WHO}{_OTHERS}{_WHAT_FOR}",
    rf"\b(?:pleas?|requests?|asks?|demands?|questions?|one thing|things)(?: [\w'/-]+){{0,3}}? of {_SHORT_WHO}{_OTHERS}{_WHAT_FOR}",
    rf"\b(?:press|pressing|pressed|rais(?:e|ed|ing)|push|pushing|pushed|tak(?:e|en) up)(?: [\w'-]+){{0,3}}? with {_WHO}{_OTHERS}{_WHAT_FOR}",
    # "one thing to carry back to Whitehall", "I'd say to ministers", "put to X that", "to go to the Lord Chancellor"
    rf"\b{_CONVEY}(?: (?!fair|thanks?\b)[\w'-]+){{0,4}}? (?:to|before) {_SHORT_WHO}{_OTHERS}(?=,? (?:that|is|was|would|to|and|it|not|in|calling|asking|seeking|urging|pressing|requesting|use|who|from)\b|[:,.;!?)\"”–—]| [–—-]|$)",
    rf"(?:,|\b(?:view|note|message|this|that|it|letter|minutes?)) to go (?:up |straight |back )?to {_SHORT_WHO}{_OTHERS}{_WHAT_FOR}",
    rf"\bcommend(?: [\w'-]+){{0,4}}? to {_SHORT_WHO}{_OTHERS}{_WHAT_FOR}",
    rf"\b(?:writ(?:e|ing)|written|typ(?:e|ing)) (?:[\w'-]+ ){{0,2}}up for {_SHORT_WHO}",
    rf"\b(?:write|writing|written|wrote) (?:[\w'-]+ ){{0,3}}?(?:to|for) {_WHO}{_OTHERS} (?:again )?(?:calling|asking|seeking|urging|pressing|requesting|to ask|to urge|to press|with a)\b",
    # "asking of government", "expect from ministers", "give us a date from X", "a settlement from the Home Office"
    rf"\b(?:ask(?:ing|ed)?|want(?:s|ed|ing)?|need(?:s|ed)?|like|love|expect(?:ing)?|demand(?:ing)?|seek(?:ing)?|requires?|required|request(?:ed|ing)?|giv(?:e|es|ing)|send|welcome|due)\b(?: (?!(?:to|that|which|where|when|whose|who|had|was|were|is|are|and|because|at|in|as)\b)[\w'/-]+){{0,7}}? from {_SHORT_WHO}{_OTHERS}{_WHAT_FOR}",
    rf"\b(?:asking|asked|want|need|expect|expected|demand|required)(?: more| less| that| this| it| is| anything)? of {_SHORT_WHO}{_OTHERS}{_WHAT_FOR}",
    rf"\b{_WISHED}(?: (?!from\b|for\b)[\w'-]+){{0,3}}? from {_SHORT_WHO}{_OTHERS}{_WHAT_FOR}",
    # "for the board to decide", after what is wise, due or wished for
    rf"\b(?:{_GOOD}(?: is| was| would be)?|is|be) (?:only )?(?:for|on|up to|down to|with) {_WHO}{_OTHERS}(?: not)? to\b",
    rf"\blook(?:s|ing|ed)? to {_WHO}{_OTHERS} for\b",
    rf"(?:^|[.:;–—\"“(] ?)(?:to|for) {_SHORT_WHO}{_OTHERS}(?: ?:| [–—-] )",
    rf"\bget {_WHO} (?:off|out|round|moving|talking)\b",
    rf"\b(?:make|making) {_WHO} (?:see|do|pay|publish|listen|act|understand|answer|explain|share|agree|fund|stop|meet)\b",
    rf"\ba matter for {_SHORT_WHO}{_OTHERS}{_WHAT_FOR}",
    rf"\b(?:(?:is|'s|are) (?:up|down|over|a matter|one)|over|lies|rests|sits|falls|ball is|buck stops) (?:to|for|with|on) {_WHO}{_OTHERS}{_WHAT_FOR}",
    rf"\b(?:in|within) (?:the gift of )?{_WHO}(?:'s?)?(?:'s? (?:gift|power|court)\b)",
    rf"\bin {_WHO}'s? (?:shoes|place|position|chair)\b",
    rf"\b(?:worth|worth it for) {_WHO}(?:'s? while|(?: \w+ly)? \w+ing)\b",
    rf"\b{_SHORT_WHO}'s? (?:job|responsibility|duty|turn|move|call|task) (?:is|to)\b",
    # "put something back, please, Minister"
    rf"\bplease,? (?:can |could |would |will |may )?{_SHORT_WHO}(?=,|[.!?]|$| [a-z])",
    rf"\b(?:can|could|would|will),? please,? {_SHORT_WHO}",
    rf"(?:^|[,:;–—] |\b(?:so|and|but|well|now|then|please|no|yes|look|chair),? ){_SHORT_WHO},? (?:please|pls|kindly)\b",
)  # fmt: skip
_AUX = r"(?:will|would|can|could|should|must|may|might|won't|wouldn't|can't|couldn't|shouldn't|shan't|shall|is|are|isn't|aren't|does|do|doesn't|don't|has|have|hasn't|haven't|'ll|'s)"
_SPOKEN_TO = (
    # "Minister, ..." and "..., Minister."
    rf"(?:^|[.:;–—\"“(] ?|(?:^|, )(?:so|and|but|well|now|then|no|yes|look|dear|thank you|with respect),? |\bplease,? |, ){_OFFICE}(?=,|[.?!]?\"?$)",
)
_QUESTION = (
    rf"\b{_AUX} you (?:people |all |lot )?(?:at|in|from) {_WHO}",
    rf"(?:^|[,:;.–—\"“(] ?|\b(?:and|but|so|or|that|ask|asked|when|why|how|what|who|where|whether|minister) ){_AUX} (?:not )?(?!an? ){_WHO}{_OTHERS}(?=,? [a-z])[^?]*\?",
    rf"\b(?:when|why|how|what|where|how long|how much longer)(?: (?!there\b)\w+){{0,3}}? {_AUX} {_WHO}{_OTHERS}(?=,? [a-z])",
)
_SHOULD = (
    # "the government should", "NHS England and NHS Improvement need to", "ministers who say ... need to"
    rf"{_SUBJECT},? ?{_DUTY}",
    # "no reason why the government here wouldn't"
    rf"\bwhy {_WHO}{_OTHERS}{_ADVERB} (?:wouldn't|won't|can't|couldn't|doesn't|don't|hasn't|haven't|isn't|aren't|will not|would not|should)\b",
    rf"(?<![\w'-]){_WHO} (?:has|have|is|are) [^,.;?!]{{2,50}} and (?:must|should|ought to|needs? to)\b",
    rf"\bonly {_WHO}{_OTHERS} (?:can|could|is able|are able)\b",
    # headings of notes: "CQC to inspect", "HO to make forces publish"
    rf"(?:^|[:;–—(] ?|\b(?:ask|plea|request|action|actions?):? ){_WHO}{_OTHERS} (?:not )?to (?!be\b|date\b|the\b|a\b)[a-z]+",
    rf"(?:^|[:;–—(] ?){_B}(?: ?[:–—]| -) ?(?:please )?[A-Za-z]",
    # "unless the government pays", "if the Treasury means it"
    rf"\b(?:unless|until) {_WHO}{_OTHERS}{_ADVERB} (?!is\b|are\b|gets?\b|has\b|have\b|knows?\b|receives?\b|was\b|were\b|can\b)[a-z]+",
    rf"\bif {_WHO}{_OTHERS}{_ADVERB} (?:wants?|(?:is|are|were|was) (?:serious|minded|going to|willing|prepared|listening|reading)|means? (?:it|what|business)|would|could|were to|expects?|believes?|thinks?|cares?|won't|reads?|really)\b",
    rf"\b(?:would|'d|wd|could|will|'ll)\b[^.;?]*\bif (?:only )?{_WHO}{_OTHERS}{_ADVERB} (?!(?:is|are|was|were (?!to\b)|has|have|had|needed|wanted|and|or|of|to|in|gets?|got|knew|can|cannot|can't)\b)[a-z]+",
    rf"\bwere {_WHO} to\b",
    # "ought to be met by the UK Government"
    rf"\b(?:should|must|ought to|needs? to|has to|have to|can|could|will)\b(?: [\w'-]+){{0,3}}? be (?:[\w'-]+ ){{1,5}}?by {_SHORT_WHO}{_OTHERS}{_WHAT_FOR}",
)  # fmt: skip

#: "asked the Chair to press the Home Office": who passes it on is not who is asked.
_PASSED_ON = (
    rf"\b{_ASK} (?:[\w'-]+ ){{0,2}}?{_ANY}? ?to (?:tell|press|urge|ask|lobby|write to|call on|push|warn|remind) {_WHO}",
)
_GROUPS = tuple(
    tuple(re.compile(pattern, re.I) for pattern in group)
    for group in (_SPOKEN_TO, _PASSED_ON, _OUTRIGHT, _QUESTION, _SHOULD)
)
#: "the head of the department should": it is the head who should.
_OF = re.compile(r"\b(?:of|from|in|for|by|with|at|on|about|between|under|like) $", re.I)


def addressed(sentence: str) -> str:
    """The mark that a sentence speaks to, "" if to none."""
    for group in _GROUPS:
        found = [match.start("body") for pattern in group for match in pattern.finditer(sentence) if _is_whole(match)]
        if found:
            return sentence[min(found)]
    return ""


def _is_whole(match: re.Match[str]) -> bool:
    """Whether the subject of what should be done is not the end of a longer one."""
    return match.re is not _GROUPS[-1][0] or not _OF.search(match.string, 0, match.start())
