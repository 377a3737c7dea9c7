"""Who speaks against what others say."""

from __future__ import annotations

import re

from textmine.messages.message_cues import plain

# How people do it: openly, by holding on to what is to go, by what it did for them, as a report, by what it would do.
_NOT_I = r"i(?:'m| am| was|'d| would)? (?:honestly |really |frankly )?(?:not|n't)"
_LOSE = r"(?:abolish|cut|drop|end|lose|remove|scrap|stop|take|throw)\w*"
_HARM = (
    r"(?:straitjacket|mistake|disaster|burden|nightmare|waste|trap|millstone|distraction|disservice|gimmick|luxury|cage|handcuffs|shackles?|"
    r"wrong (?:answer|thing|way|move|step|remedy)|blunt (?:instrument|tool)|recipe for|step (?:too far|back(?:wards)?)|false economy|sticking plaster|"
    r"(?:absolute |complete |huge |big |real )(?:mistake|risk|error))"
)
_DISAGREES = re.compile(
    r"\b(?:i (?:don't|do not|wouldn't|would not|can't|cannot) (?:agree|accept|buy|think that's)|i disagree|(?<!they )disagreed(?! about)|not sure i agree|"
    r"on the contrary|the opposite|i beg to differ|that's not (?:true|right|fair)|i see it differently|"
    rf"{_NOT_I} (?:so sure|persuaded|convinced|with you)|i'm (?:probably |perhaps |maybe )?(?:alone|in (?:the|a) minority)|devil's advocate|"
    rf"i'd (?:\w+ )?(?:keep|defend|miss)|i would (?:keep|defend|miss)|leave (?:it|them|the \w+(?: \w+)?) (?:alone|as (?:it|they) (?:is|are|was|were))|i (?:wouldn't|would not) (?:hand|give|let|take|touch|change|move|merge|bring)|should be kept|i (?:quite|rather) like|"
    rf"i'd (?:\w+ )?rather (?:have|keep)|i would (?:\w+ )?rather (?:have|keep)|don't (?:want|{_LOSE}) (?:a|an|another|it|them|the)\b|"
    rf"(?:not|\w+n't) (?:want|like) (?:any(?:one|body)|somebody|someone|you|them|us|people) to {_LOSE}|(?:not|\w+n't) be in (?:such|so much of) a hurry|"
    r"without (?:it|them|the|those|that) .{0,60}\b(?:would(?:n't| not| never)? have)|the only thing that (?:ever|has|had|made|makes)|"
    r"had enough of|argued (?:back|against|the other)|pushed back|took issue|for the other side|took the other|lonely voice|"
    r"agree[sd]? in (?:general|principle|part),? but|in defence of|"
    rf"(?:would|will|could|might|'d|'ll) (?:\w+ )?(?:be|become|turn into|end up as) (?:a |an |the |just |only |another )*{_HARM}|"
    r"careful what (?:you|we|they) (?:wish|ask)|(?:is|are|was|isn't|aren't)(?: not| never|n't)? the answer|the last thing (?:we|i|they|anybody|anyone) (?:need|want)|"
    r"(?:would|will|'d|'ll) (?:\w+ )?tie (?:my|our|their) hands|"
    # in defence of what others want gone
    r"it was (?:the|that|those|missing the) .{3,40} (?:that|which|who) (?:got|paid|made|saved|bought|brought)|(?:get|gets|got) (?:knocked|a bad press|criticised),? but|"
    r"take (?:the|that|those) .{3,40} away and|at least (?:when|with|it|then)|(?:'d|would|did|does|do) still (?:take|have|keep|want|prefer)|quite likes?|"
    r"(?:stand|stood|stick|stuck) up for (?:it|them)|dissent(?:er|ers|ing|ed)?|against that|i don't disagree,? but|agreed?,? but|"
    r"(?:get|am|was|'m) (?:itchy|uneasy|wary|sceptical|doubtful)|i'd sooner|i would sooner)\b",
    re.I,
)


def disagrees(sentence: str) -> bool:
    """Whether a sentence speaks against something in so many words."""
    return bool(_DISAGREES.search(plain(sentence)))


# "don't give the licence back", "ask the Department not to give it back", "I'd argue against it".
_AGAINST_DOING = re.compile(
    r"(?:^|[,;:.–—] ?|\b(?:please|and|but|so|say|i'd say|would say) )(?:don't|do not|never|please don't|please do not) (?!just\b|only\b|know\b|think\b|want\b|have\b|need\b|mind\b|forget\b|let\b)\w+|"
    r"\b(?:ask|asked|asking|urge|urged|beg|begged|plead(?:ed)? with|tell|told|like|want|wanted|prefer)(?: \w+){1,5} not to \w+|\bnot to \w+ .{0,40}\bat all\b|"
    r"\bargue against\b|\bagainst (?:it|that|them)\b|\bi (?:wouldn't|would not) (?:hand|give|let|take|touch|change|move|merge|bring)\b",
    re.I,
)


def is_against_doing(sentence: str) -> bool:
    """Whether a sentence asks that something be not done: it is no evidence of an ask to do it, however alike the two are."""
    return bool(_AGAINST_DOING.search(plain(sentence)))
