"""Talk that keeps a meeting going and is about none of what the meeting is for; it is set aside (see `Topics.aside`)."""

from __future__ import annotations

#: One example of each kind, in the words of no particular meeting. Their vectors are what a text is compared with.
MEETING_TALK = (
    "Can everybody hear me?",
    "You are on mute, we cannot hear you.",
    "Is it recording? The red light is on.",
    "Good morning everybody and welcome to this meeting.",
    "Those of you who are joining online can use the chat.",
    "The link is in the chat.",
    "Let us have a short break for coffee and be back at eleven.",
    "Lunch is in the room next door.",
    "The fire exits are at the back of the room.",
    "Please sign the attendance sheet and wear your name badge.",
    "Please switch off your phones.",
    "The next meeting is on Tuesday at ten o'clock in the same room.",
    "Please send me the dates.",
    "The minutes were agreed and there were apologies from two members.",
    "The next item on the agenda.",
    "We are nearly at the end of our time for this session.",
    "Thank you, I will hand over to the next speaker.",
    "Who would like to go first?",
    "Does anybody else want to come in?",
    "I can see a hand up at the back.",
    "You have the floor.",
    "I will come back to you in a moment.",
    "Can we move on to the next question?",
    "Please introduce yourselves, name and organisation.",
    "Please get into pairs and talk to your neighbour.",
    "We worked in small groups and wrote on flipcharts and sticky notes.",
    "Please send round the slides and the notes.",
    "Can I have a photo of the flipchart?",
    "Could you please repeat the question?",
    "Safe journey home and see you next time.",
    "We will now vote on the motion.",
    "I would like to raise a point of order.",
)
