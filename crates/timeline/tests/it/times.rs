//! Times of events and of the parts of split turns.

use ringcheck_call::{EventKind, Probability, Side, Speaker, Turn, Word};
use ringcheck_timeline::{LineSounds, Opening, attribute, opening};

/// A turn whose words take 200 ms each, with a pause before each of the words `after`.
fn spoken(side: Side, start_ms: u64, text: &str) -> Turn {
    let words: Vec<Word> = text
        .split(' ')
        .zip(0u64..)
        .map(|(word, n)| Word {
            start_ms: start_ms + n * 200,
            end_ms: start_ms + n * 200 + 180,
            text: word.to_owned(),
            probability: Probability::from_thousandths(900),
        })
        .collect();
    Turn::from_words(side, &words).unwrap()
}

#[test]
fn a_split_turn_and_its_events_have_the_times_of_their_words() {
    let menu = "For parts, press one. For service, press two.";
    let call = attribute(
        vec![
            spoken(Side::Business, 1000, &format!("{menu} Redwood Appliance, this is Carla.")),
            spoken(Side::Caller, 6000, "Hi Carla, my dryer is making a terrible noise and smells like burning."),
        ],
        LineSounds::default(),
    );
    let [recorded, agent, caller] = &call.turns[..] else { panic!("{:?}", call.turns) };
    assert_eq!((recorded.text(), recorded.speaker), (menu, Speaker::RecordedVoice));
    assert_eq!((recorded.start_ms(), recorded.end_ms()), (Some(1000), Some(2580)));
    assert_eq!((agent.text(), agent.speaker), ("Redwood Appliance, this is Carla.", Speaker::Agent));
    assert_eq!((agent.start_ms(), agent.end_ms()), (Some(2600), Some(3580)));
    assert_eq!(caller.speaker, Speaker::Caller);

    let [menu, live] = &call.events[..] else { panic!("{:?}", call.events) };
    assert_eq!((menu.kind, menu.turn, menu.start_ms, menu.end_ms), (EventKind::Menu, Some(0), Some(1000), Some(2580)));
    assert_eq!((live.kind, live.turn, live.start_ms), (EventKind::FirstLiveWord, Some(1), Some(2600)));
    assert_eq!(live.side, Side::Business);
    let Opening::Machine { kind: EventKind::Menu, event, confidence } = opening(&call) else { panic!("not a menu") };
    assert_eq!(&event, menu);
    assert!(confidence >= Probability::new(0.9), "{confidence:?}");
}

#[test]
fn a_turn_without_word_times_keeps_its_own() {
    let turn = Turn::from_text(Side::Business, "Press one for sales. Hello, this is Jo.", Some(500), Some(4000));
    let call = attribute(vec![turn], LineSounds::default());
    let times: Vec<_> = call.turns.iter().map(|t| (t.start_ms(), t.end_ms())).collect();
    assert_eq!(times, [(Some(500), Some(4000)), (Some(500), Some(4000))]);
    assert!(call.events.iter().all(|e| e.start_ms == Some(500) && e.end_ms == Some(4000)));
}

#[test]
fn a_turn_without_times_gives_events_without_times() {
    let call =
        attribute(vec![Turn::from_text(Side::Business, "Press one for sales.", None, None)], LineSounds::default());
    assert_eq!((call.events[0].start_ms, call.events[0].end_ms, call.events[0].turn), (None, None, Some(0)));
}
