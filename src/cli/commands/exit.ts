/** Takes the exit code that the process is to have. */
export type Exit = (code: number) => void;
