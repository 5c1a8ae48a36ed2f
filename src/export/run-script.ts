// run.sh: brings the services up, waits for them as the run did, runs the suite, and takes all of it away again.

import type { CellPlan } from '../model/plan.ts';
import { asShellWord } from '../model/shell-quoting.ts';
import { suiteName } from './compose-file.ts';
import { readyByLogAlone, readyFunctions } from './ready-script.ts';

/** The text of run.sh. `project` names what it makes on the engine. */
export function runScript(cell: CellPlan, project: string): string {
  const functions = readyFunctions(cell);
  const parts = [head(cell, project), checks(cell), cleaning, functions, work(cell, functions)];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function head(cell: CellPlan, project: string): string {
  return `#!/bin/sh
# Runs the suite of ${shownId(cell)} beside its services. Its exit code is the suite's; 3 where the suite could
# not be started. Takes everything away at the end; KEEP=1 leaves it standing.
set -u
cd "$(dirname "$0")" || exit 3

export COMPOSE_FILE=compose.yaml
export COMPOSE_PROJECT_NAME="\${COMPOSE_PROJECT_NAME:-${project}}"
# A Dockerfile may need BuildKit, which docker-compose 1.29 has by the docker command alone.
export DOCKER_BUILDKIT=1 COMPOSE_DOCKER_CLI_BUILD=1

say() { printf 'run.sh: %s\\n' "$*" >&2; }
refuse() { say "$*"; exit 3; }`;
}

/** A comment ends with its line. */
function shownId({ id }: CellPlan): string {
  return id.replace(/[\r\n]+/g, ' ');
}

function checks(cell: CellPlan): string {
  const byLog = readyByLogAlone(cell);
  const { secrets } = cell.test;
  return [
    `command -v docker > /dev/null || refuse 'there is no docker command'
if docker compose version > /dev/null 2>&1; then compose='docker compose'
elif command -v docker-compose > /dev/null; then compose=docker-compose
else refuse 'there is neither "docker compose" nor docker-compose'
fi
case $($compose version --short)/$(docker version -f '{{.Client.Version}}')/$(docker buildx version 2> /dev/null) in
  1.*/1?.*/* | 1.*/20.*/*) ;;
  1.*/*/) refuse 'docker-compose 1.29 builds by the docker command, and this one needs its buildx plug-in, which is missing: install that, or the plug-in of Compose' ;;
esac
ending="$compose -f '$PWD/compose.yaml' -p $COMPOSE_PROJECT_NAME down -v --rmi local -t 0"`,
    ...(byLog.length > 0
      ? [
          `command -v perl > /dev/null || refuse ${asShellWord(`perl is needed, to find in the output of ${byLog.join(', ')} that it is ready`)}`,
        ]
      : []),
    ...(secrets.length > 0
      ? [
          `for name in ${secrets.join(' ')}; do
  printenv "$name" > /dev/null || refuse "$name is not set in the environment: the suite had it as a secret"
done`,
        ]
      : []),
    `[ -z "$($compose ps -a -q)" ] ||
  refuse "it is standing already; this ends it: $ending"`,
  ].join('\n');
}

const cleaning = `finish() {
  code=$?
  trap - EXIT
  trap '' INT TERM HUP
  if [ -n "\${KEEP-}" ]; then
    say "left standing; this ends it: $ending"
  else
    told=$($compose down -v --rmi local -t 0 2>&1) || say "not all of it could be removed: $told"
  fi
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP`;

function work(cell: CellPlan, functions: string): string {
  const suite = suiteName(cell);
  const services = Object.entries(cell.services);
  const seconds = Math.max(1, Math.ceil(cell.test.timeoutMs / 1000));
  return [
    '$compose build >&2 || exit 3',
    ...(services.length > 0
      ? ['started=$(date +%s)', `$compose up -d ${services.map(([name]) => name).join(' ')} >&2 || exit 3`]
      : []),
    `$compose up --no-deps --no-start ${suite} >&2 || exit 3`,
    `suite=$($compose ps -a -q ${suite})`,
    ...(services.length > 0
      ? [
          ...(functions.includes('"$image"') ? [`image=$(docker inspect --format '{{.Image}}' "$suite")`] : []),
          ...services.map(([name, { ready }]) => `await ${name} ${Math.max(1, Math.ceil(ready.timeoutMs / 1000))}`),
        ]
      : []),
    `
docker start "$suite" > /dev/null || exit 3
limit='timeout -k 5 ${seconds}'
command -v timeout > /dev/null || limit=
# In the background, so that a signal is heard at once.
$limit docker logs --follow "$suite" < /dev/null &
wait $!
case $? in
  124 | 137) say 'the suite did not end within ${seconds} s'; exit 124 ;;
esac
exit "$(docker wait "$suite")"`,
  ].join('\n');
}
