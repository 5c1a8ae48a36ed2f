// What stands below the flags in the help of a command.

export const runHelp = `
Words after -- are added to the test command: matrix run -- --grep login

Exit codes:
  0   every cell passed (flaky ones and allowed failures included)
  1   a suite failed, timed out or ran out of memory
  2   the matrix file or the command line is wrong; nothing was started
  3   no suite failed, but an image, a service or the engine did
  4   the selection is empty
  130 interrupted, 143 terminated, after cleaning up`;

export const reportHelp = `
Runs of the same matrix, sources and flags are told as one: the shards of several machines, copied together into one
folder, or a shard that ran again, whose newest run counts. What is in no record is told.`;

export const initHelp = `
Looks at package.json, .nvmrc and the lock file; pyproject.toml, requirements and tox.ini; composer.json; a Dockerfile, a
compose file, and the workflows of GitHub that have a matrix. Says what it found, and never overwrites a file.`;

export const planHelp = `
Where the engine answers, the plan tells which images are there already; where it does not, it says nothing of that.

--github prints {"include": [...]}, at most 256 entries: the values of a cell by their axes, "cell" and "shard"; with more
cells each entry stands for several, and has "shard" and "cells". A job then runs matrix run --shard \${{ matrix.shard }}
with the same --only, --except, --cover and --times as the plan, of whose cells the shards are parts.`;
