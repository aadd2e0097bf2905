//! The default rubric with everything in it that can be asked.

use ringcheck_scoring::Rubric;

/// What `tests/cases` asks of the criteria that the default rubric leaves out.
const OPTIONAL_CRITERIA: &str = r#"
[[criteria]]
id = "answer_speed"
title = "Answers soon"
question = "Does somebody answer within 20 seconds and 4 rings?"
weight = 5
max_seconds = 20
max_rings = 4

[[criteria]]
id = "hold_time"
title = "No long hold"
question = "Is every hold at most a minute?"
weight = 5
max_seconds = 60

[[criteria]]
id = "dead_air"
title = "No dead air"
question = "Is nobody silent for more than ten seconds?"
weight = 5
max_seconds = 10

[[criteria]]
id = "hold_permission"
title = "Asks before a hold"
question = "Is the caller asked before being put on hold?"
weight = 5

[[criteria]]
id = "talk_share"
title = "Lets the caller talk"
question = "Does the business do between 30 and 60 percent of the talking?"
weight = 5
min_percent = 30
max_percent = 60

[[criteria]]
id = "objection_answered"
title = "Answers objections"
question = "Is every objection of the caller's answered?"
weight = 5

[[criteria]]
id = "opportunity_noticed"
title = "Notices opportunities"
question = "Is a customer's growth, move or new need taken up?"
weight = 5
"#;

/// The default rubric with the criteria that it leaves out.
pub(crate) fn full_rubric() -> Rubric {
    Rubric::parse(&(Rubric::default_msp_inbound().text + OPTIONAL_CRITERIA)).unwrap()
}
