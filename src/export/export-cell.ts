// One cell as a folder that needs nothing of ours: which files stand in it, and what they say.

import type { SourceRevision } from '../model/event.ts';
import type { Outcome } from '../model/outcome.ts';
import type { CellPlan, Plan } from '../model/plan.ts';
import type { RunId } from '../model/run-id.ts';
import { composeFile, imageOf, imageReference } from './compose-file.ts';
import { readmeText } from './readme-text.ts';
import { runScript } from './run-script.ts';
import { serviceDockerfile } from './service-dockerfile.ts';

/** The run that the cell is of. */
export type ExportedRun = {
  readonly run: RunId;
  /** The matrix file as it was named. */
  readonly file?: string;
  readonly source?: SourceRevision;
  readonly outcome?: Outcome;
};

/** A file of the folder: its path there with `/`, and what it says. */
export type ExportedText = { readonly path: string; readonly text: string; readonly executable: boolean };

/** Where the build context is copied to, within the folder. */
export const contextFolder = 'context';

/** Where the file of a service is copied to, within the folder. */
export function serviceFilePath(service: string, index: number): string {
  return `services/${service}/files/${index}`;
}

/**
 * The texts of the folder. `plan` has this cell alone, with the images as they were (see `pinPlan`); `isFolder` tells
 * of a path on this machine that a service has a copy of.
 */
export function exportCell(
  plan: Plan,
  cell: CellPlan,
  run: ExportedRun,
  isFolder: (path: string) => boolean,
): readonly ExportedText[] {
  const image = imageOf(plan, cell.image);
  const text = (path: string, content: string, executable = false) => ({ path, text: content, executable });
  const services = Object.entries(cell.services).filter(([, { files }]) => files.length > 0);
  return [
    text('compose.yaml', composeFile(plan, cell)),
    text('run.sh', runScript(cell, projectName(run.run, cell)), true),
    text('README.md', readmeText(plan, cell, run)),
    ...(image.kind === 'build'
      ? [
          text('Dockerfile', image.dockerfile),
          // It goes before an ignore file in the context, which has had its say.
          text('Dockerfile.dockerignore', '# All of context/ counts: what is ignored was left out of it.\n'),
        ]
      : []),
    ...services.map(([name, { image: key, files }]) =>
      text(
        `services/${name}/Dockerfile`,
        serviceDockerfile(
          imageReference(imageOf(plan, key)),
          files.map(({ from, to }) => ({ to, isFolder: isFolder(from) })),
        ),
      ),
    ),
  ];
}

/** As Compose lets a project be called. */
function projectName(run: RunId, { index }: CellPlan): string {
  return `repro-${run.toLowerCase().replace(/[^a-z0-9_-]+/g, '-')}-${index + 1}`;
}
