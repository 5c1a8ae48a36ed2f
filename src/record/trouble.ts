import { MatrixError } from '../errors.ts';

const causes: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no space left on the disk',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the disk reports an error',
  ENOTDIR: 'a file stands where a folder should be',
  EEXIST: 'it exists already',
  ENOENT: 'it does not exist',
};

/** One sentence, without a full stop, about what the file system refused. `what` is such as `write .matrix/run.json`. */
export function diskTrouble(what: string, error: unknown): MatrixError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const cause = causes[code] ?? (error instanceof Error ? error.message : String(error));
  return new MatrixError('usage', `cannot ${what}: ${cause}`, { cause: error });
}
