import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { exportCell } from '../../src/export/export-cell.ts';
import { serviceDockerfile } from '../../src/export/service-dockerfile.ts';
import type { CellPlan } from '../../src/model/plan.ts';
import { exportedCell, exportedPlan, exportedService } from './exported-cell.ts';

const run = { run: '20261125-182938-d478', file: 'matrix.yml', outcome: { kind: 'failed', exitCode: 7 } } as const;

function fileOf(cell: CellPlan, path: string): string {
  const files = exportCell(exportedPlan(cell), cell, run, () => false);
  return files.find((file) => file.path === path)?.text ?? `there is no ${path}`;
}

const whole = exportedCell(
  {
    env: { URL: 'postgres://db/$app', MOTD: 'two\nlines' },
    secrets: ['NPM_TOKEN'],
    internet: false,
    retries: 2,
    results: ['reports/*.xml'],
    limits: { cpus: 1.5, memoryBytes: 536_870_912, pids: 100 },
  },
  {
    db: exportedService(
      {
        env: { POSTGRES_PASSWORD: 'app' },
        command: ['-c', 'fsync=off'],
        files: [{ from: '/projects/shop/schema.sql', to: '/docker-entrypoint-initdb.d/schema.sql' }],
        tmpfs: ['/var/lib/postgresql/data:size=1g'],
      },
      { kind: 'log', patterns: ["it's up", 'ready'] },
      { kind: 'command', command: ['sh', '-c', 'pg_isready -U "${USER:-app}"'] },
    ),
    test: exportedService({ image: 'search:local' }, { kind: 'http', port: 9200, path: 'health', status: 204 }),
  },
);

test('the compose file', () => {
  expect(fileOf(whole, 'compose.yaml')).toMatchInlineSnapshot(`
    "# Made by matrix repro --export. run.sh beside it waits for the services and runs the suite.
    services:
      db:
        build: ./services/db
        command:
          - -c
          - "fsync=off"
        environment:
          POSTGRES_PASSWORD: app
        tmpfs:
          - "/var/lib/postgresql/data:size=1g"
        security_opt:
          - no-new-privileges
        healthcheck:
          test:
            - CMD
            - sh
            - -c
            - "pg_isready -U \\"$\${USER:-app}\\""
          interval: 1s
          timeout: 30s
          retries: 60
      test:
        image: search:local
        security_opt:
          - no-new-privileges
      suite:
        build:
          context: ./context
          dockerfile: ../Dockerfile
          target: test
          args:
            PRICE: "5$$"
        entrypoint:
          - sh
          - -c
          - "npm test"
        command: []
        environment:
          URL: "postgres://db/$$app"
          MOTD: "two\\nlines"
          NPM_TOKEN:
        cpus: 1.5
        mem_limit: 536870912
        memswap_limit: 536870912
        pids_limit: 100
        security_opt:
          - no-new-privileges
        depends_on:
          db:
            condition: service_healthy
          test:
            condition: service_started
    networks:
      default:
        internal: true
    "
  `);
});

test('the README', () => {
  expect(fileOf(whole, 'README.md')).toMatchInlineSnapshot(`
    "# shop: node=20,postgres=15

    One cell of the run 20261125-182938-d478 of \`matrix.yml\`. Its suite failed there, with exit code 7.

        sh run.sh

    Its exit code is the suite's, or 3 where the suite could not be started. It needs a Docker engine with its \`docker\`
    command, and Compose: the plug-in, or \`docker-compose\` from 1.29
    (which builds by docker's buildx plug-in where docker is newer than 20.10). \`KEEP=1 sh run.sh\` leaves everything standing
    afterwards, to be looked at; else nothing stays, but for the build cache and the images that were pulled.

    The suite had secrets, whose values are nowhere here. Set them first: \`NPM_TOKEN\`.
    What it prints of them is not masked here.

    Images:

    - the suite's is built from \`Dockerfile\` and \`context/\`, which are what the run had. The images that the Dockerfile begins with, and what it downloads, are of today.
    - db: \`postgres@sha256:b\`, which is \`postgres:15\` as it was
    - test: \`search:local\`, whatever that name means now: no registry told its digest

    The files of db are as they were when this was made: a run keeps no digest of them.

    A suite that failed was tried again there, up to 2 times. Here it runs once.

    What the suite writes (\`reports/*.xml\`) stays in its container, relative to the image's
    WORKDIR. After \`KEEP=1 sh run.sh\`, \`docker cp\` brings it out; the container is the one of \`suite\`.
    "
  `);
});

test('the Dockerfiles', () => {
  expect(fileOf(whole, 'Dockerfile')).toBe('FROM node:20-slim\nCOPY . .\n');
  expect(fileOf(whole, 'services/db/Dockerfile')).toMatchInlineSnapshot(`
    "FROM postgres@sha256:b
    COPY ["files/0","/docker-entrypoint-initdb.d/schema.sql"]
    "
  `);
});

test('the script of a cell without services', () => {
  expect(fileOf(exportedCell(), 'run.sh')).toMatchInlineSnapshot(`
    "#!/bin/sh
    # Runs the suite of node=20,postgres=15 beside its services. Its exit code is the suite's; 3 where the suite could
    # not be started. Takes everything away at the end; KEEP=1 leaves it standing.
    set -u
    cd "$(dirname "$0")" || exit 3

    export COMPOSE_FILE=compose.yaml
    export COMPOSE_PROJECT_NAME="\${COMPOSE_PROJECT_NAME:-repro-20261125-182938-d478-5}"
    # A Dockerfile may need BuildKit, which docker-compose 1.29 has by the docker command alone.
    export DOCKER_BUILDKIT=1 COMPOSE_DOCKER_CLI_BUILD=1

    say() { printf 'run.sh: %s\\n' "$*" >&2; }
    refuse() { say "$*"; exit 3; }

    command -v docker > /dev/null || refuse 'there is no docker command'
    if docker compose version > /dev/null 2>&1; then compose='docker compose'
    elif command -v docker-compose > /dev/null; then compose=docker-compose
    else refuse 'there is neither "docker compose" nor docker-compose'
    fi
    case $($compose version --short)/$(docker version -f '{{.Client.Version}}')/$(docker buildx version 2> /dev/null) in
      1.*/1?.*/* | 1.*/20.*/*) ;;
      1.*/*/) refuse 'docker-compose 1.29 builds by the docker command, and this one needs its buildx plug-in, which is missing: install that, or the plug-in of Compose' ;;
    esac
    ending="$compose -f '$PWD/compose.yaml' -p $COMPOSE_PROJECT_NAME down -v --rmi local -t 0"
    [ -z "$($compose ps -a -q)" ] ||
      refuse "it is standing already; this ends it: $ending"

    finish() {
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
    trap 'exit 143' TERM HUP

    $compose build >&2 || exit 3
    $compose up --no-deps --no-start test >&2 || exit 3
    suite=$($compose ps -a -q test)

    docker start "$suite" > /dev/null || exit 3
    limit='timeout -k 5 91'
    command -v timeout > /dev/null || limit=
    # In the background, so that a signal is heard at once.
    $limit docker logs --follow "$suite" < /dev/null &
    wait $!
    case $? in
      124 | 137) say 'the suite did not end within 91 s'; exit 124 ;;
    esac
    exit "$(docker wait "$suite")"
    "
  `);
});

test('what the script asks', () => {
  const script = fileOf(whole, 'run.sh');
  expect(script.slice(script.indexOf('# What each service'), script.indexOf('await()'))).toMatchInlineSnapshot(`
    "# What each service is asked.
    ready() {
      case $1 in
        db) healthy || logged 'it'\\''s up' ready ;;
        test) answers 9200 /health 204 ;;
      esac
    }

    "
  `);
  expect(script.slice(script.indexOf('for name in'), script.indexOf('[ -z'))).toMatchInlineSnapshot(`
    "for name in NPM_TOKEN; do
      printenv "$name" > /dev/null || refuse "$name is not set in the environment: the suite had it as a secret"
    done
    "
  `);
  expect(script.slice(script.indexOf('$compose build'), script.indexOf('docker start'))).toMatchInlineSnapshot(`
    "$compose build >&2 || exit 3
    started=$(date +%s)
    $compose up -d db test >&2 || exit 3
    $compose up --no-deps --no-start suite >&2 || exit 3
    suite=$($compose ps -a -q suite)
    image=$(docker inspect --format '{{.Image}}' "$suite")
    await db 60
    await test 60

    "
  `);
});

test('Perl is asked for only where a log alone tells', () => {
  const log = { kind: 'log', patterns: ['up'] } as const;
  const wanted = 'command -v perl > /dev/null || refuse';
  expect(fileOf(exportedCell({}, { db: exportedService({}, log) }), 'run.sh')).toContain(wanted);
  const both = exportedService({}, log, { kind: 'tcp', port: 1 });
  expect(fileOf(exportedCell({}, { db: both }), 'run.sh')).not.toContain(wanted);
});

describe('every shell reads the script', () => {
  const shells = ['sh', 'bash', 'dash', 'busybox'].filter((shell) => spawnSync(shell, ['--help']).error === undefined);
  const services = {
    'image-says': exportedService({}, { kind: 'image-default' }),
    web: exportedService({}, { kind: 'http', port: 80, path: "/it's?a=$b" }),
    port: exportedService({}, { kind: 'tcp', port: 5432 }),
    check: exportedService({}, { kind: 'healthcheck' }),
    log: exportedService({}, { kind: 'log', patterns: ['`$(exit)`', "'"] }),
  };
  test.each(shells)('%s', (shell) => {
    for (const cell of [whole, exportedCell(), exportedCell({ secrets: ['A', 'B'] }, services)]) {
      const args = shell === 'busybox' ? ['sh', '-n'] : ['-n'];
      expect(spawnSync(shell, args, { input: fileOf(cell, 'run.sh'), encoding: 'utf8' })).toMatchObject({
        status: 0,
        stderr: '',
      });
    }
  });
});

test('paths in a Dockerfile are what they are', () => {
  const files = [
    { to: '/etc/conf.d/', isFolder: true },
    { to: '/a b/$HOME/it\'s "x"\\y', isFolder: false },
    { to: '/', isFolder: true },
  ];
  expect(serviceDockerfile('nginx:1.26', files)).toMatchInlineSnapshot(`
    "FROM nginx:1.26
    COPY ["files/0/","/etc/conf.d/"]
    COPY ["files/1","/a b/\\\\$HOME/it\\\\'s \\\\\\"x\\\\\\"\\\\\\\\y"]
    COPY ["files/2/","/"]
    "
  `);
});
