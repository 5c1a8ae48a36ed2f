// How run.sh finds out that a service is ready: what is asked, and the functions that ask it.

import type { CellPlan, Probe, ServicePlan } from '../model/plan.ts';
import { asShellWord } from '../model/shell-quoting.ts';
import { commandProbe } from './compose-file.ts';
import { perlPattern } from './perl-pattern.ts';

type Asking = 'healthy' | 'logged' | 'listening' | 'answers' | 'as_the_image_says';

/** What a function needs beside it; they are written in this order. */
const functions: readonly { readonly name: Asking; readonly needs: readonly Asking[]; readonly text: string }[] = [
  {
    name: 'healthy',
    needs: [],
    text: `# By its health check.
healthy() {
  [ "$(docker inspect --format '{{if .State.Health}}{{.State.Health.Status}}{{end}}' "$id")" = healthy ]
}`,
  },
  {
    name: 'logged',
    needs: [],
    text: `# Its output holds these regular expressions, in this order.
logged() {
  command -v perl > /dev/null || return 1
  docker logs "$id" 2>&1 | perl -0777 -e '
    my $text = <STDIN>;
    $text =~ s/\\r\\n?/\\n/g;
    utf8::decode($_) for $text, @ARGV;
    for my $pattern (@ARGV) {
      $text =~ /(?:$pattern)/ma or exit 1;
      $text = substr $text, $+[0];
    }' -- "$@"
}`,
  },
  {
    name: 'listening',
    needs: [],
    text: `# Something in it listens on the port, and not on loopback alone. Where it has no cat, the suite's image lends one.
listening() {
  { docker exec "$id" cat /proc/net/tcp /proc/net/tcp6 2> /dev/null ||
    docker run --rm --network "container:$id" --entrypoint cat "$image" /proc/net/tcp /proc/net/tcp6 2> /dev/null
  } | awk -v port="$(printf %04X "$1")" '
    $4 == "0A" && split($2, at, ":") && at[2] == port &&
      at[1] !~ /^......7F$/ && at[1] != "00000000000000000000000001000000" { found = 1 }
    END { exit !found }'
}`,
  },
  {
    name: 'answers',
    needs: ['listening'],
    text: `# HTTP at the port and path answers with such a status. It is asked within, by what there is, or by the suite's image.
answers() {
  ask='curl -s -o /dev/null -w "%{http_code}" "http://127.0.0.1:$0$1" ||
    wget -q -S -O /dev/null "http://127.0.0.1:$0$1" 2>&1 ||
    bash -c '\\''exec 3<> "/dev/tcp/127.0.0.1/$0" &&
      printf "GET %s HTTP/1.0\\r\\nHost: 127.0.0.1\\r\\n\\r\\n" "$1" >&3 && head -n 1 <&3'\\'' "$0" "$1"'
  listening "$1" || return 1
  { docker exec "$id" sh -c "$ask" "$1" "$2" ||
    docker run --rm --network "container:$id" --entrypoint sh "$image" -c "$ask" "$1" "$2"
  } 2> /dev/null | sed -n 's|.*HTTP/[0-9.]* ||; s|^\\([1-5][0-9][0-9]\\).*|\\1|p' | head -n 1 | grep -q -x "$3"
}`,
  },
  {
    name: 'as_the_image_says',
    needs: ['healthy', 'listening'],
    text: `# By its image's health check, else by its first exposed port, else it is ready when it runs.
as_the_image_says() {
  if [ -n "$(docker inspect --format '{{if .State.Health}}yes{{end}}' "$id")" ]; then
    healthy
    return
  fi
  port=$(docker inspect --format '{{range $port, $_ := .Config.ExposedPorts}}{{println $port}}{{end}}' "$id" |
    sed -n 's|/tcp$||p' | sort -n | head -n 1)
  [ -z "$port" ] || listening "$port"
}`,
  },
];

/** The functions by which the services are waited for; nothing where there are none. */
export function readyFunctions({ services }: CellPlan): string {
  const cases = Object.entries(services).map(([name, service]) => [name, questions(service)] as const);
  if (cases.length === 0) return '';
  const asked = new Set<Asking>(cases.flatMap(([, all]) => all.map(({ ask }) => ask)));
  for (const { name, needs } of functions.toReversed()) if (asked.has(name)) for (const need of needs) asked.add(need);
  const lines = cases.map(([name, all]) => `    ${name}) ${all.map(({ line }) => line).join(' || ')} ;;`);
  return [
    ...functions.filter(({ name }) => asked.has(name)).map(({ text }) => text),
    `# What each service is asked.\nready() {\n  case $1 in\n${lines.join('\n')}\n  esac\n}`,
    waiting,
  ].join('\n\n');
}

/** The services of which only a log line tells, for which Perl has to be there. */
export function readyByLogAlone({ services }: CellPlan): readonly string[] {
  return Object.entries(services).flatMap(([name, { ready }]) =>
    ready.anyOf.every(({ kind }) => kind === 'log') ? [name] : [],
  );
}

const waiting = `await() { # service seconds
  id=$($compose ps -a -q "$1")
  until ready "$1"; do
    [ "$(docker inspect --format '{{.State.Running}}' "$id")" = true ] || give_up "$1 ended before it was ready"
    [ $(($(date +%s) - started)) -lt "$2" ] || give_up "$1 was not ready within $2 s"
    sleep 1
  done
}

give_up() {
  say "$1; its last lines:"
  docker logs --tail 20 "$id" >&2
  exit 3
}`;

function questions(service: ServicePlan): readonly { readonly ask: Asking; readonly line: string }[] {
  const asked = commandProbe(service);
  // The compose file has room for one command. A whole log is looked through last.
  const probes = service.ready.anyOf
    .filter((probe) => probe.kind !== 'command' || probe === asked)
    .toSorted((a, b) => Number(a.kind === 'log') - Number(b.kind === 'log'));
  return probes.map((probe) => {
    const [ask, ...words] = question(probe);
    return { ask, line: [ask, ...words.map(asShellWord)].join(' ') };
  });
}

function question(probe: Probe): readonly [Asking, ...string[]] {
  switch (probe.kind) {
    case 'command':
    case 'healthcheck':
      return ['healthy'];
    case 'log':
      return ['logged', ...probe.patterns.map(perlPattern)];
    case 'tcp':
      return ['listening', String(probe.port)];
    case 'http': {
      const path = probe.path.startsWith('/') ? probe.path : `/${probe.path}`;
      return ['answers', String(probe.port), path, probe.status === undefined ? '[123]..' : String(probe.status)];
    }
    case 'image-default':
      return ['as_the_image_says'];
  }
}
