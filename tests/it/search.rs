//! What was said is found by its words.

use crate::{harness::TestDir, shared::shared};

#[test]
fn words_are_found_with_their_call_and_time() {
    let dir = shared().dir_with_db();
    let hits = dir.run(["search", "contract", "--json", "--limit", "1000"]).expect(0).json_lines();
    assert!(!hits.is_empty());
    for hit in &hits {
        let card = shared().cards.iter().find(|card| card["id"] == hit["id"]).unwrap();
        let turn = &card["turns"][usize::try_from(hit["turn"].as_u64().unwrap()).unwrap()];
        assert_eq!((&hit["quote"], &hit["side"]), (&turn["text"], &turn["side"]));
        assert!(hit["found"][0].as_str().unwrap().to_lowercase().starts_with("contract"), "{hit}");
        let found_ms = hit["found_ms"].as_u64().unwrap();
        assert!(turn["start_ms"].as_u64().unwrap() <= found_ms && found_ms < turn["end_ms"].as_u64().unwrap(), "{hit}");
    }
    let in_words = shared().cards.iter().flat_map(|card| card["turns"].as_array().unwrap()).filter(|turn| {
        turn["text"]
            .as_str()
            .unwrap()
            .to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| word == "contract")
    });
    assert!(hits.len() >= in_words.count());

    let page = dir.run(["search", "contract", "--limit", "1"]).expect(0);
    assert!(page.stdout.to_lowercase().contains("[contract"), "{}", page.stdout);
    page.says(&["the first 1 turn; --limit shows more"]);
    let by_caller = dir.run(["search", "contract", "--side", "caller", "--json"]).expect(0).json_lines();
    assert!(by_caller.iter().all(|hit| hit["side"] == "caller"));
}

#[test]
fn whatever_is_typed_is_understood_or_refused_in_words() {
    let dir = shared().dir_with_db();
    for words in
        ["don't", "e-mail", "dana@lonepecan.example", "\"we only", "help *", "a:b", "(x", "NEAR/2", "OR", "^x", "'"]
    {
        let run = dir.run(["search", "--json", "--", words]);
        assert!(run.code == Some(0) || (words == "'" && run.code == Some(2)), "{words}: {}", run.stderr);
    }
    dir.run(["search", "quetzalcoatl"]).expect(0).says(&["nothing found"]);
    dir.run(["search", "--", "- ?"]).expect(2).says(&["there is no word in it to search for", "hint: "]);
    dir.run(["search", "NOT warranty"]).expect(2).says(&["it begins with NOT", "hint: "]);
    dir.run(["search", "warranty", "--day", "someday"]).expect(2);
    TestDir::new().run(["search", "warranty"]).expect(2).says(&["there is no such file"]);
}
