import { type PlanFileInput, type PlannedFile, planFile } from '../../src/plan/plan-file.ts';

/** Plans the text of a matrix file in the folder, as where nothing but that is said on the command line. */
export function planText(
  text: string,
  baseDir: string,
  overrides: PlanFileInput['overrides'] = {},
): Promise<PlannedFile> {
  return planFile({
    text,
    shown: 'matrix.yml',
    baseDir,
    env: {},
    only: [],
    except: [],
    extraArgs: [],
    overrides,
  });
}
