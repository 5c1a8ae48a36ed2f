/** An answer of Docker Hub's registry itself, logged in or not. A proxy that stands in its place says something else. */
export function isHub(status: number): boolean {
  return status === 200 || status === 401;
}

let known: Promise<boolean> | undefined;

/** Whether Docker Hub can be reached from here. Asked once; what does not answer within 3 s is not reachable. */
export function canReachHub(): Promise<boolean> {
  known ??= fetch('https://registry-1.docker.io/v2/', { signal: AbortSignal.timeout(3_000) }).then(
    (response) => isHub(response.status),
    () => false,
  );
  return known;
}
