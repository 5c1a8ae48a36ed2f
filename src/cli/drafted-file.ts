// A matrix file for a project that can be planned, whatever stands in its workflows.

import { MatrixError } from '../errors.ts';
import { draftMatrix } from '../init/draft-matrix.ts';
import { matrixText } from '../init/matrix-text.ts';
import { type ProjectFiles, withoutFolder } from '../init/project-files.ts';
import { workflowFolder } from '../init/workflow.ts';
import type { Plan } from '../model/plan.ts';
import { planFile } from '../plan/plan-file.ts';

export type DraftedFile = { readonly text: string; readonly plan: Plan; readonly notes: readonly string[] };

/**
 * Drafts the file and plans it in `baseDir`. Where that cannot be planned for what a workflow says, it is drafted without
 * the workflows, and the notes tell so. Throws a MatrixError where it cannot be planned without them either.
 */
export async function draftedFile(
  files: ProjectFiles,
  baseDir: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<DraftedFile> {
  try {
    return await drafted(files, baseDir, env);
  } catch (error) {
    if (!(error instanceof MatrixError) || files.list(workflowFolder).length === 0) throw error;
    const { text, plan, notes } = await drafted(withoutFolder(files, workflowFolder), baseDir, env);
    const [first] = error.diagnostics;
    const why = first ? `: ${first.message}` : '';
    return { text, plan, notes: [`the matrix of the workflow could not be taken over${why}`, ...notes] };
  }
}

async function drafted(
  files: ProjectFiles,
  baseDir: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<DraftedFile> {
  const { draft, notes } = draftMatrix(files);
  const text = matrixText(draft);
  const nothing = { only: [], except: [], extraArgs: [], overrides: {} };
  const { plan } = await planFile({ text, shown: 'matrix.yml', baseDir, env, ...nothing });
  return { text, plan, notes };
}
