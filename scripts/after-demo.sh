#!/bin/sh
# What to try after `make demo`: after-demo.sh PROGRAM DATABASE
set -eu

cat <<END

The scores are in the database $2, a SQLite file. Try next:

  export RINGCHECK_DB=$2
  $1 list --sort score --limit 5            the calls that need somebody most
  $1 list --criterion close_attempt=fail    the calls where nobody offered a next step
  $1 show D03.alaw.wav                      why a call was scored as it was, and what was said
  $1 score FOLDER                           your own recordings; nothing leaves this machine
END
