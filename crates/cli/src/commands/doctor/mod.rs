//! `ringcheck doctor`: whether tomorrow morning's run will go well, and what to mend if not. It uses no network.

mod disk;
mod engine;
mod machine;
mod settings;
mod stored;

use serde_json::json;

use crate::{
    args::program::{DoctorArguments, ProgramArguments},
    exit::Exit,
    printer::Printer,
    setup,
};

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Ok,
    /// Nothing stops a run, and somebody should know.
    Warn,
    /// A run would fail, or would say what is not so.
    Fail,
}

impl State {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug)]
struct Check {
    /// What, in a word or two.
    name: &'static str,
    state: State,
    /// What was found.
    message: String,
    /// What to do about it.
    mend: Option<String>,
}

impl Check {
    fn ok(name: &'static str, message: impl Into<String>) -> Self {
        Self { name, state: State::Ok, message: message.into(), mend: None }
    }

    fn warn(name: &'static str, message: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { name, state: State::Warn, message: message.into(), mend: Some(mend.into()) }
    }

    fn fail(name: &'static str, message: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { name, state: State::Fail, message: message.into(), mend: Some(mend.into()) }
    }

    /// A check that ended in an error, with the error's own advice.
    fn of_error(name: &'static str, error: &anyhow::Error) -> Self {
        let mend = crate::printer::hint_of(error).map(|hint| hint.split_whitespace().collect::<Vec<_>>().join(" "));
        Self { name, state: State::Fail, message: crate::printer::error_text(error), mend }
    }

    /// The check on one line.
    fn line(&self) -> String {
        let message = self.message.replace('\n', " ");
        let mend = self.mend.as_ref().map(|mend| format!(": {mend}")).unwrap_or_default();
        format!("{:<4}  {:<14}{message}{mend}", self.state.as_str(), self.name)
    }
}

pub(crate) fn run(arguments: &DoctorArguments, program: &ProgramArguments, printer: &Printer) -> anyhow::Result<Exit> {
    let mut worst = State::Ok;
    let mut n_bad = [0_usize; 2];
    let mut tell = |check: Check| -> anyhow::Result<()> {
        worst = worst.max(check.state);
        n_bad[0] += usize::from(check.state == State::Warn);
        n_bad[1] += usize::from(check.state == State::Fail);
        if arguments.json {
            printer.data(
                &json!({"check": check.name, "state": check.state.as_str(), "message": check.message, "mend": check.mend})
                    .to_string(),
            )
        } else {
            printer.page(&check.line())
        }
    };
    settings::configuration(program).into_iter().try_for_each(&mut tell)?;
    settings::rubric(&arguments.engine).into_iter().try_for_each(&mut tell)?;
    settings::paths(&arguments.paths).into_iter().try_for_each(&mut tell)?;
    match setup::db_path(&arguments.db) {
        Ok(path) => stored::database(&path).into_iter().try_for_each(&mut tell)?,
        Err(error) => tell(Check::of_error("database", &error))?,
    }
    machine::checks().into_iter().try_for_each(&mut tell)?;
    engine::speech_model(&arguments.engine.listen).into_iter().try_for_each(&mut tell)?;
    tell(engine::judging())?;
    let [n_warnings, n_failures] = n_bad;
    printer.note(&match worst {
        State::Ok => "all is well".to_owned(),
        State::Warn => format!("nothing is broken; warnings: {n_warnings}"),
        State::Fail => format!("to be mended: {n_failures}; warnings: {n_warnings}"),
    });
    Ok(if worst == State::Fail { Exit::Findings } else { Exit::Done })
}
