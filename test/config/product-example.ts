/** The matrix file that the documentation explains. */
export const productExample = `name: todo-api

axes:
  node: [13, 15, 20]
  postgres: [13, 15, 17]

exclude:                      # a list of selectors: a cell that matches any of them is dropped
  - { node: 13, postgres: 17 }
  - { node: "<15", postgres: ">=16" }

include:                      # GitHub Actions' meaning, exactly
  - { node: 20, postgres: 17, coverage: "true" }
  - { node: 22, postgres: 17 }

allow-failure:                # a list of selectors: shown, counted apart, never fails the run
  - { node: 22 }

cover: all                    # all | pairwise | a strength 2..6

image:
  context: .                  # .dockerignore is honoured
  dockerfile: Dockerfile      # or \`from\` + \`setup\`, below
  target: test
  args: { NODE_VERSION: "\${{ matrix.node }}" }

services:
  db:
    image: postgres:\${{ matrix.postgres }}
    env: { POSTGRES_USER: app, POSTGRES_PASSWORD: app, POSTGRES_DB: app }
    files: [ { from: db/schema.sql, to: /docker-entrypoint-initdb.d/schema.sql } ]
    ready: { log: "ready to accept connections", timeout: 60s }   # or tcp / http / command / healthcheck
    tmpfs: [ /var/lib/postgresql/data ]
    when: { postgres: ">=13" }        # only in the cells that match

test:
  command: npm test                  # a string runs in \`sh -c\`; a list runs as it is
  env: { DATABASE_URL: "postgres://app:app@db:5432/app" }
  pass-env: [ CI ]                   # taken from the caller's environment
  secrets: [ NPM_TOKEN ]             # like pass-env, and masked wherever output is shown or stored
  timeout: 10m
  retries: 1                         # a cell that passes on a retry is \`flaky\`, not \`passed\`
  results: "reports/*.xml"           # JUnit XML; or \`tap: stdout\`
  artifacts: [ coverage/** ]
  limits: { cpus: 1, memory: 512m, pids: 1024 }
  internet: true                     # false: the network has no way out

run:
  jobs: auto                         # how many cells at once
  fail-fast: false
`;
