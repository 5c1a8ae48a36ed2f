// What stands in the folder's README.md: what this is, how to run it, and what of it is not exactly as it was.

import type { Outcome } from '../model/outcome.ts';
import type { CellPlan, Plan } from '../model/plan.ts';
import { imageOf, imageReference, suiteName } from './compose-file.ts';
import type { ExportedRun } from './export-cell.ts';

/** The text of README.md. */
export function readmeText(plan: Plan, cell: CellPlan, run: ExportedRun): string {
  return `${[
    `# ${plan.name}: ${cell.id}`,
    origin(run),
    `    sh run.sh

Its exit code is the suite's, or 3 where the suite could not be started. It needs a Docker engine with its \`docker\`
command, and Compose: the plug-in, or \`docker-compose\` from 1.29
(which builds by docker's buildx plug-in where docker is newer than 20.10). \`KEEP=1 sh run.sh\` leaves everything standing
afterwards, to be looked at; else nothing stays, but for the build cache and the images that were pulled.`,
    ...secrets(cell),
    images(plan, cell),
    ...notTheSame(cell),
    ...collected(cell),
  ].join('\n\n')}\n`;
}

function origin({ run, file, source, outcome }: ExportedRun): string {
  const commit = source ? `, at commit ${source.revision}${source.isDirty ? ' with changes' : ''}` : '';
  const ofFile = file === undefined ? '' : ` of \`${file}\``;
  return `One cell of the run ${run}${ofFile}${commit}. ${whatBecame(outcome)}`;
}

function whatBecame(outcome: Outcome | undefined): string {
  if (!outcome) return 'It was not run there.';
  switch (outcome.kind) {
    case 'passed':
    case 'cached':
    case 'flaky':
      return 'Its suite passed there.';
    case 'failed':
      return `Its suite failed there, with exit code ${outcome.exitCode}.`;
    case 'timed-out':
      return `Its suite was not done there after ${outcome.afterMs / 1000} s.`;
    case 'out-of-memory':
      return 'Its suite ran out of memory there.';
    default:
      return `Its suite did not come to an end there: ${outcome.kind}.`;
  }
}

function secrets({ test }: CellPlan): readonly string[] {
  if (test.secrets.length === 0) return [];
  return [
    `The suite had secrets, whose values are nowhere here. Set them first: ${test.secrets.map((name) => `\`${name}\``).join(', ')}.
What it prints of them is not masked here.`,
  ];
}

function images(plan: Plan, cell: CellPlan): string {
  const lines = Object.entries(cell.services).map(([name, { image: key }]) => {
    const image = imageOf(plan, key);
    const isPinned = image.pinned?.digest !== undefined || key.includes('@sha256:');
    return `- ${name}: \`${imageReference(image)}\`${isPinned ? `, which is \`${key}\` as it was` : ', whatever that name means now: no registry told its digest'}`;
  });
  return [
    'Images:',
    '',
    `- the suite's is built from \`Dockerfile\` and \`context/\`, which are what the run had. The images that the Dockerfile begins with, and what it downloads, are of today.`,
    ...lines,
  ].join('\n');
}

function notTheSame({ services, test }: CellPlan): readonly string[] {
  const withFiles = Object.keys(services).filter((name) => (services[name]?.files.length ?? 0) > 0);
  return [
    ...(withFiles.length > 0
      ? [`The files of ${withFiles.join(', ')} are as they were when this was made: a run keeps no digest of them.`]
      : []),
    ...(test.retries > 0
      ? [`A suite that failed was tried again there, up to ${times(test.retries)}. Here it runs once.`]
      : []),
  ];
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function collected(cell: CellPlan): readonly string[] {
  const patterns = [...cell.test.results, ...cell.test.artifacts];
  if (patterns.length === 0) return [];
  return [
    `What the suite writes (${patterns.map((pattern) => `\`${pattern}\``).join(', ')}) stays in its container, relative to the image's
WORKDIR. After \`KEEP=1 sh run.sh\`, \`docker cp\` brings it out; the container is the one of \`${suiteName(cell)}\`.`,
  ];
}
