//! What is told of a rubric that is not as it should be: each key of written criteria, and of tests.

use ringcheck_scoring::Rubric;

/// What is said of a criterion with `keys` after the required ones; the keys start in line 11.
fn told(keys: &str) -> Vec<String> {
    let text = format!(
        "id = \"mine\"\ntitle = \"Mine\"\nversion = \"1\"\npass_mark = 50\n\n[[criteria]]\nid = \"mine\"\ntitle = \"It\"\n\
         question = \"Is it?\"\nweight = 10\n{keys}"
    );
    match Rubric::parse(&text) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.problems().iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn each_mistake_is_told_at_its_place() {
    for (keys, expected) in [
        ("counts = \"Where?\"\n", "line 11, column 10: `counts` is not a list of texts (write `counts = [\"…\"]`"),
        ("counts = []\n", "line 11, column 10: `counts` is empty"),
        ("counts = [\"\"]\n", "line 11, column 11: a text of `counts` is empty"),
        ("counts = [1]\n", "line 11, column 11: `counts` holds something that is not a text"),
        ("counts = [\"a b\", \"a b\"]\n", "line 11, column 18: `a b` is in `counts` twice"),
        ("counts = [\"{name}\"]\n", "line 11, column 11: “{name}” has no word in it"),
        (
            "counts = [\"a b\"]\ndoes_not_count = [\"a b\"]\n",
            "line 11, column 11: “a b” is in `counts` and in `does_not_count`",
        ),
        ("any_of = [\"thanks\"]\ndoes_not_count = [\"x\"]\n", "line 12, column 19: `does_not_count` stands alone"),
        ("any_of = [\"thank\"]\n", "line 11, column 11: no built-in cue is called `thank` (did you mean `thanks`?)"),
        (
            "any_of = [\"thanks\"]\nnone_of = [\"thanks\"]\n",
            "line 12, column 12: `thanks` is in `any_of` and in `none_of`",
        ),
        ("any_of = [\"is_new\"]\n", "line 11, column 11: `is_new` is a cue of the caller"),
        (
            "side = \"caller\"\nany_of = [\"thanks\"]\n",
            "line 12, column 11: `thanks` is a cue of an agent, and the criterion says the caller",
        ),
        ("side = \"both\"\nany_of = [\"thanks\"]\n", "line 11, column 8: `side` is none of: business, caller"),
        (
            "any_of = [\"thanks\"]\nat_least = 2\n",
            "line 12, column 12: `at_least` is 2, and there are 1 things to hear",
        ),
        ("any_of = [\"thanks\"]\nat_least = 0\n", "line 12, column 12: `at_least` is not a whole number from 1 to 100"),
        (
            "any_of = [\"thanks\"]\nafter = \"asks_nme\"\n",
            "line 12, column 9: no built-in cue is called `asks_nme` (did you mean `asks_name`?)",
        ),
        ("any_of = [\"thanks\"]\nbefore = 3\n", "line 12, column 10: `before` is not a text"),
        (
            "any_of = [\"thanks\"]\nwithin_seconds = 0\n",
            "line 12, column 18: `within_seconds` is not a whole number from 1 to 3600",
        ),
        ("never = [\"No.\"]\nwithin_seconds = 9\n", "line 12, column 1: `within_seconds` has nothing to hold for"),
        ("never = [\"No.\"]\nfrom_end_seconds = 9\n", "line 12, column 1: `from_end_seconds` has nothing to hold for"),
        ("any_of = [\"thanks\"]\nmax_seconds = 9\n", "line 12, column 1: `max_seconds` is for built-in criteria"),
        ("max_hold_seconds = -1\n", "line 11, column 20: `max_hold_seconds` is not a whole number from 0 to 3600"),
        ("min_percent = 60\nmax_percent = 40\n", "line 11, column 15: `min_percent` is 60 and `max_percent` 40"),
        ("examples = 3\n", "line 11, column 12: `examples` is not a list of tables"),
        ("[[criteria.examples]]\nname = \"x\"\n", "line 11, column 1: missing `counts` of these examples"),
        ("[[criteria.examples]]\ncounts = [\"a b\"]\nweight = 3\n", "line 13, column 1: unknown key `weight`"),
        ("count = [\"Where?\"]\n", "line 11, column 1: unknown key `count` (did you mean `counts`?)"),
        ("", "line 7, column 6: `mine` is no built-in criterion, and does not say what it listens for"),
    ] {
        let told = told(keys);
        assert!(told.iter().any(|problem| problem.starts_with(expected)), "{keys}\n{expected}\n{told:#?}");
    }
}

#[test]
fn each_mistake_of_a_test_call_is_told() {
    for (keys, expected) in [
        ("said = \"Hi.\"\n", "line 12, column 1: missing `expect` of this test"),
        (
            "expect = \"maybe\"\nsaid = \"Hi.\"\n",
            "line 13, column 10: `expect` is none of: pass, fail, na, undetermined",
        ),
        ("expect = \"pass\"\n", "line 12, column 1: missing `call` of this test"),
        (
            "expect = \"pass\"\nsaid = \"Hi.\"\ncall = [\"caller: Hi.\"]\n",
            "line 12, column 1: the test has `call` and `said`",
        ),
        ("expect = \"pass\"\ncall = [\"Hi.\"]\n", "line 14, column 9: nobody speaks this line"),
        ("expect = \"pass\"\ncall = [\"agent: Hi.\"]\n", "line 14, column 9: `agent` is nobody in a call"),
        ("expect = \"pass\"\ncall = [\"caller:\"]\n", "line 14, column 9: nothing is said in this line"),
        ("expect = \"pass\"\ncall = [\"0:75 caller: Hi.\"]\n", "line 14, column 9: `0:75` is no time"),
        (
            "expect = \"pass\"\nsaid = \"Hi.\"\nrings = 1.5\n",
            "line 15, column 9: `rings` is not a whole number from 0 to 100",
        ),
        (
            "expect = \"pass\"\nsaid = \"Hi.\"\ncall_type = \"buyer\"\n",
            "line 15, column 13: no call type is called `buyer`",
        ),
        ("expects = \"pass\"\nsaid = \"Hi.\"\n", "line 13, column 1: unknown key `expects` (did you mean `expect`?)"),
    ] {
        let told = told(&format!("any_of = [\"thanks\"]\n[[criteria.tests]]\n{keys}"));
        assert!(told.iter().any(|problem| problem.starts_with(expected)), "{keys}\n{expected}\n{told:#?}");
    }
    assert!(told("any_of = [\"thanks\"]\n[[criteria.tests]]\nexpect = \"pass\"\ncall = [\"0:05 caller: Hi.\", \"caller: Hi.\"]\n").is_empty());
}

#[test]
fn a_built_in_criterion_takes_no_phrases_and_an_order_names_what_can_be_said() {
    let head = "id = \"mine\"\ntitle = \"Mine\"\nversion = \"1\"\npass_mark = 50\n";
    let told = |text: &str| -> Vec<String> {
        Rubric::parse(&format!("{head}{text}")).unwrap_err().problems().iter().map(ToString::to_string).collect()
    };
    let keys = "title = \"It\"\nquestion = \"Is it?\"\nweight = 10\n";
    let built_in = told(&format!("[[criteria]]\nid = \"courtesy\"\n{keys}counts = [\"Thanks.\"]\n"));
    assert!(built_in[0].starts_with("line 10, column 1: `counts` is for written criteria"), "{built_in:?}");
    let order = |ids: &str| {
        told(&format!(
            "in_order = [{ids}]\n[[criteria]]\nid = \"a\"\n{keys}counts = [\"Hi there.\"]\n\
                                           [[criteria]]\nid = \"courtesy\"\n{keys}[[criteria]]\nid = \"b\"\n{keys}counts = [\"Bye.\"]\n"
        ))
    };
    assert!(order("\"a\", \"courtesy\"")[0].contains("`courtesy` listens for nothing that has a place"));
    assert!(order("\"a\", \"c\"")[0].contains("no criterion of this rubric is called `c`"));
    assert!(order("\"a\"")[0].contains("`in_order` names one criterion"));
}
