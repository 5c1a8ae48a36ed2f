/** Apart from the reporters themselves, so that `--help` does not load them. */
export const reporterNames = ['live', 'plain', 'github', 'json'] as const;
export type ReporterName = (typeof reporterNames)[number];
