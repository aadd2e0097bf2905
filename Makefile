# `make` alone lists what there is. Needed: git, make, a C++ compiler, Rust; scripts/setup.sh says what is missing and
# installs what a package manager can.
#
# Everything is built in the release profile: Whisper, the longest part, is then compiled once for the program, its
# tests and clippy, and the end-to-end tests run what a user runs.

# rustup's folder is tried last, for a shell that was open before rustup was installed.
export PATH := $(PATH):$(HOME)/.cargo/bin

target_dir := $(or $(CARGO_TARGET_DIR),target)
ringcheck := $(target_dir)/release/ringcheck
demo_db := demo/ringcheck.db
cargo_fuzz := $(abspath $(target_dir))/tools/bin/cargo-fuzz
CARGO_FUZZ_VERSION := 0.13.2
FUZZ_SECONDS ?= 600
RECORDINGS ?= fixtures/calls
peers := $(abspath $(target_dir))/peers
openings := $(abspath $(target_dir))/openings
UNATTENDED_CALLS ?= 500
SHOP_RECORDINGS ?= $(target_dir)/shop
SIGNAL_FOLDERS ?= $(wildcard $(openings)/tune $(openings)/held_out $(target_dir)/non-speech /usr/share/asterisk/sounds/en_US /usr/share/asterisk/moh) fixtures/calls

.DEFAULT_GOAL := help
.PHONY: help demo test soak fuzz check build eval leads answers shop shop-recordings openings bench bench-peers bench-report bench-coach scaling second-opinion invented signals formats fmt clean setup setup-check setup-test setup-soak setup-peers setup-invented setup-openings masking

help: ## List the targets
	@echo 'make TARGET, where TARGET is one of'
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F '|' '{ printf "%-16s%s\n", $$1, $$2 }'

demo: build ## Build, score the calls in fixtures/calls/ and show the result
	@mkdir -p $(dir $(demo_db))
	@$(ringcheck) score fixtures/calls --quiet-for 0 --db $(demo_db)
	@scripts/after-demo.sh $(ringcheck) $(demo_db)

test: build setup-test ## Run all tests: unit, property and end-to-end
	cargo test --release --locked --workspace --no-fail-fast

soak: build setup-soak ## Run what takes too long for every change: hours of silence and of talk, and UNATTENDED_CALLS (500) calls in a run that is killed twice; writes eval/results/unattended.txt
	RINGCHECK_TEST_SILENCE_MINUTES=180 RINGCHECK_TEST_TALK_MINUTES=180 \
	  cargo test --release --locked --package ringcheck-tests --test it -- --nocapture --test-threads 1 hours_of
	@mkdir -p eval/results $(target_dir)/unattended
	eval/tools/unattended.py --ringcheck $(ringcheck) --work $(target_dir)/unattended --calls $(UNATTENDED_CALLS) \
	  --output eval/results/unattended.txt

fuzz: ## Feed every reader with damaged files, FUZZ_SECONDS (600) each; what is found is left in fuzz/artifacts/
	@$(cargo_fuzz) --version 2>/dev/null | grep -qx 'cargo-fuzz $(CARGO_FUZZ_VERSION)' || { \
	  echo 'building cargo-fuzz $(CARGO_FUZZ_VERSION) into $(target_dir)/tools' && \
	  CARGO_TARGET_DIR='$(abspath $(target_dir))/tools/build' CARGO_PROFILE_RELEASE_LTO=off \
	    cargo install --quiet --locked cargo-fuzz --version $(CARGO_FUZZ_VERSION) --root '$(target_dir)/tools' && \
	  rm -rf '$(target_dir)/tools/build'; }
	@# The sanitizers are options of a nightly compiler, which RUSTC_BOOTSTRAP opens in a stable one.
	@for target in names sidecar cdr decode; do \
	  seeds=fuzz/corpus/$$target; [ -d $$seeds ] || seeds=crates/ingest/tests/data; \
	  corpus='$(abspath $(target_dir))/fuzz/corpus/'$$target && mkdir -p "$$corpus" && \
	  RUSTC_BOOTSTRAP=1 '$(cargo_fuzz)' run --target-dir '$(abspath $(target_dir))/fuzz' $$target "$$corpus" $$seeds -- \
	    -max_len=8192 -timeout=25 -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 || exit; \
	done

check: setup-check ## Check format, lints, documentation and the licences of dependencies
	cargo fmt --all --check
	PATH="$(abspath $(target_dir))/tools/bin:$$PATH" cargo deny --locked check --hide-inclusion-graph licenses bans sources
	cargo clippy --release --locked --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --release --locked --workspace --no-deps --document-private-items

build: setup ## Build the program: target/release/ringcheck
	cargo build --release --locked --package ringcheck

eval: build ## Compare the verdicts with the labels of eval/calls/ and fixtures/calls/; writes eval/results/
	@mkdir -p eval/results $(target_dir)/eval
	$(ringcheck) evaluate eval/calls/dev.jsonl --group A=D01..D24 --group B=D25..D48 --group C=D49..D72 --group D=D73..D96 --by difficulty > eval/results/dev.txt
	@# Nothing is tuned to single calls of these two: totals alone are kept.
	$(ringcheck) evaluate eval/calls/unseen.jsonl --by difficulty > $(target_dir)/eval/unseen.txt
	$(ringcheck) evaluate eval/calls/kept_apart.jsonl --by trade --by difficulty --by author > $(target_dir)/eval/kept_apart.txt
	for calls in unseen kept_apart; do \
	  sed '/^Disagreements/,$$d' $(target_dir)/eval/$$calls.txt > eval/results/$$calls.txt || exit; \
	done
	$(ringcheck) evaluate fixtures/calls > eval/results/fixtures.txt
	@for report in eval/results/*.txt; do printf '\n%s: ' $$report; sed -n 1,12p $$report; done

leads: ## Compare the numbers to call back and the wants that are found with what a reader says; writes eval/results/leads.txt
	@mkdir -p eval/results
	RINGCHECK_TEST_LEADS_REPORT='$(abspath eval/results/leads.txt)' \
	  cargo test --release --locked --package ringcheck-scoring --test it -- --exact \
	    leads_measured::leads_of_the_labelled_calls_are_those_that_a_reader_finds
	@cat eval/results/leads.txt

answers: ## Compare how callers take an offer with what a reader says, a few minutes; writes eval/results/answers.txt
	@mkdir -p eval/results
	RINGCHECK_TEST_ANSWERS_REPORT='$(abspath eval/results/answers.txt)' \
	  cargo test --release --locked --package ringcheck-scoring --test it -- --exact \
	    answers_measured::answers_of_callers_are_those_that_a_reader_finds
	@cat eval/results/answers.txt

shop: build ## Compare what is judged of shop calls with the labels of eval/shop/, and of spoken ones in SHOP_RECORDINGS if they are there, also as heard by SHOP_MODELS; writes eval/results/shop.txt
	@mkdir -p eval/results
	@{ echo '# make shop: ringcheck shop evaluate --totals; of the tune files single calls were read, of the held_out files totals alone' && \
	  for half in tune tune_s3 tune_s4 tune_s5 tune_s7 tune_s8 tune_s9 held_out held_out_s6; do \
	    printf '\n## %s.jsonl\n\n' $$half && $(ringcheck) shop evaluate eval/shop/$$half.jsonl --totals --quiet || exit; \
	    for folder in $$half again/$$half; do \
	      [ -d '$(SHOP_RECORDINGS)'/$$folder ] || continue; \
	      for model in '' $(SHOP_MODELS); do \
	        printf '\n## %s, spoken%s\n\n' $$folder "$${model:+, heard by $$(basename $$model)}" && \
	        $(ringcheck) shop evaluate '$(SHOP_RECORDINGS)'/$$folder --totals --quiet $${model:+--model $$model} || exit; \
	      done; \
	    done; \
	  done; } > eval/results/shop.txt
	@cat eval/results/shop.txt

shop-recordings: $(openings)/venv/.made ## Speak shop calls for `make shop` as 117 phone recordings, an hour
	while read folder more; do \
	  $(openings)/venv/bin/python -B eval/tools/speak_calls.py eval/shop/$${folder##*/}.jsonl $(target_dir)/shop/$$folder $$more \
	    --kokoro $(openings)/voices --cache $(openings)/spoken < /dev/null || exit; \
	done < eval/shop/spoken.txt

openings: build $(openings)/venv/.made ## Speak 389 labelled openings of calls, an hour, and judge them; writes eval/results/openings*.txt
	for half in tune held_out; do \
	  $(openings)/venv/bin/python -B eval/tools/make_openings.py eval/openings/$$half.toml $(openings)/$$half \
	    --apart eval/openings/$$([ $$half = tune ] && echo held_out || echo tune).toml --kokoro $(openings)/voices --cache $(openings)/spoken || exit; \
	done
	@mkdir -p eval/results
	$(ringcheck) evaluate $(openings)/tune \
	  $$(sed -n 's/^name = "\(.*\)"$$/--group \1=t-\1-01..t-\1-99/p' eval/openings/tune.toml) > eval/results/openings.txt
	$(ringcheck) evaluate $(openings)/held_out > $(openings)/held_out.txt
	@# Rules are never written for the half that is kept apart: totals alone are kept.
	@sed '/^Disagreements/,$$d' $(openings)/held_out.txt > eval/results/openings_held_out.txt

$(openings)/venv/.made: eval/tools/get_voices.sh | setup-openings
	python3 -m venv --clear $(@D)
	PATH="$(@D)/bin:$$PATH" eval/tools/get_voices.sh $(openings)/voices
	@touch $@

bench: ## Measure decoding beside ffmpeg; writes eval/results/decoding.txt
	cargo bench --locked --package ringcheck-ingest --bench decoding

bench-peers: build $(peers)/venv/.made ## Measure Ringcheck beside faster-whisper and pywhispercpp on RECORDINGS, hours; writes eval/results/peers.txt
	@$(peers)/venv/bin/python -B eval/tools/bench_peers.py --self-test
	$(peers)/venv/bin/python -B eval/tools/bench_peers.py --ringcheck $(ringcheck) --work $(peers) \
	  --recordings $(RECORDINGS) --output eval/results/peers.txt $(BENCH_ARGS)

bench-report: build ## Measure lists, searches and reports over 100,000 stored calls, minutes; writes eval/results/database.txt
	cargo build --release --locked --package ringcheck-store --examples
	@mkdir -p eval/results $(target_dir)/bench && rm -f $(target_dir)/bench/seed.db* $(target_dir)/bench/big.db*
	$(ringcheck) score fixtures/calls --quiet-for 0 --db $(target_dir)/bench/seed.db > $(target_dir)/bench/score.log
	$(target_dir)/release/examples/fill $(target_dir)/bench/seed.db $(target_dir)/bench/big.db 100000
	@{ echo '# make bench-report: copies of the scorecards of fixtures/calls by crates/store/examples/fill.rs'; \
	  echo "# $$(uname -sm), $$(nproc) cores"; \
	  $(target_dir)/release/examples/measure $(target_dir)/bench/big.db; \
	  timed() { echo "ringcheck $$*" | sed 's| --force -o [^ ]*||'; \
	    bash -c "TIMEFORMAT='  %R s with the start of the process'; time '$(ringcheck)' \"\$$@\" --quiet --db $(target_dir)/bench/big.db > $(target_dir)/bench/out.txt" - "$$@" 2>&1; }; \
	  for words in typewriter quarter '"under contract"' you; do timed search "$$words"; timed search "$$words" --sort rank; done; \
	  for format in html md json text; do \
	    timed report --format $$format --force -o $(target_dir)/bench/report.$$format; \
	    timed report --all --format $$format --force -o $(target_dir)/bench/report.$$format; \
	  done; \
	} > eval/results/database.txt
	@cat eval/results/database.txt

bench-coach: build setup-test ## Make a coaching pack of ten calls, transcribe clips again and measure their levels; writes eval/results/coaching.txt
	@mkdir -p eval/results $(target_dir)/bench
	cargo test --release --locked --package ringcheck-tests --test it -- --nocapture --test-threads 1 \
	  coach::a_pack_of_ten coach_sound::clips_begin coach_sound::both_sides > $(target_dir)/bench/coach.log
	@{ echo '# make bench-coach: tests/it/coach.rs and coach_sound.rs'; echo "# $$(uname -sm), $$(nproc) cores"; \
	  sed -n 's/.*\(coaching: \)/\1/p' $(target_dir)/bench/coach.log; } > eval/results/coaching.txt
	@cat eval/results/coaching.txt

scaling: build $(peers)/venv/.made ## Measure time and memory as calls grow in number and length, hours; writes eval/results/scaling.txt
	$(peers)/venv/bin/python -B eval/tools/scaling.py --ringcheck $(ringcheck) --work $(peers) \
	  --output eval/results/scaling.txt $(BENCH_ARGS)

$(peers)/venv/.made: eval/tools/bench_peers.requirements.txt | setup-peers
	python3 -m venv --clear $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

second-opinion: build setup-peers ## Ask a real local server about doubtful verdicts; installs it, minutes; writes eval/results/second_opinion.txt
	@mkdir -p eval/results
	RINGCHECK_TEST_SECOND_OPINION_REPORT='$(abspath eval/results/second_opinion.txt)' \
	  eval/tools/second_opinion_server.sh '$(abspath $(target_dir))/second-opinion' \
	  cargo test --release --locked --package ringcheck-tests --test it -- --nocapture --exact \
	    second_opinion::a_real_server_is_asked_and_its_answers_are_taken_for_what_they_are

invented: build setup-invented ## Count the words invented in three hours of music, noise and tones; writes eval/results/invented.txt
	scripts/make-non-speech.sh $(target_dir)/non-speech
	@rm -f $(target_dir)/invented.db
	$(ringcheck) score $(target_dir)/non-speech --quiet-for 0 --agent-channel 0 --db $(target_dir)/invented.db > $(target_dir)/invented.log
	@mkdir -p eval/results
	@echo '# make invented: ringcheck score FOLDER --agent-channel 0, on the recordings of scripts/make-non-speech.sh' > eval/results/invented.txt
	@eval/tools/count_invented.py $(target_dir)/invented.db $(target_dir)/non-speech >> eval/results/invented.txt; \
	  status=$$?; cat eval/results/invented.txt; exit $$status

signals: setup-invented ## Count false tones and false music in hours of speech and music, after `make openings` and `make invented`; writes eval/results/signals.txt
	cargo build --release --locked --package ringcheck-timeline --example signals
	@echo '# make signals: eval/tools/count_signals.py on the openings, the calls of fixtures, the prompts and hold music of Asterisk and the music of make invented' > eval/results/signals.txt
	eval/tools/count_signals.py $(target_dir)/release/examples/signals $(abspath $(target_dir))/signals $(SIGNAL_FOLDERS) >> eval/results/signals.txt
	@cat eval/results/signals.txt

masking: setup ## Measure what is masked of secrets in eval/masking/, and what besides; writes eval/results/masking.txt
	cargo build --release --locked --package ringcheck-transcription --example masking
	@mkdir -p eval/results
	@{ echo '# make masking: crates/transcription/examples/masking.rs on eval/masking/ (README.md there) and eval/calls/dev.jsonl' && \
	  $(target_dir)/release/examples/masking eval/masking/tune.jsonl eval/masking/held_out.jsonl && \
	  $(target_dir)/release/examples/masking --none eval/calls/dev.jsonl; } > eval/results/masking.txt
	@cat eval/results/masking.txt

formats: setup-test ## Make more than a hundred awkward recordings, read them all, and write docs/formats.md
	scripts/make-awkward-recordings.sh $(target_dir)/awkward
	cargo run --release --locked --package ringcheck-ingest --example formats_table -- $(target_dir)/awkward > $(target_dir)/formats.md
	mv $(target_dir)/formats.md docs/formats.md

fmt: ## Format the code
	cargo fmt --all

clean: ## Remove what was built, and the demo's database
	cargo clean
	rm -rf $(dir $(demo_db))

setup:
	@scripts/setup.sh build

setup-test:
	@scripts/setup.sh test

setup-soak:
	@scripts/setup.sh soak

setup-invented:
	@scripts/setup.sh invented

setup-openings:
	@scripts/setup.sh openings

setup-check:
	@scripts/setup.sh check

setup-peers:
	@scripts/setup.sh peers
