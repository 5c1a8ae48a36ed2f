/** `20261124-104700-3f9c`: UTC time and a short random part. Also the name of the run's folder. */
export type RunId = string;
