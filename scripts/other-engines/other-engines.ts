// Engines that this machine does not run itself, each as Debian 13 has it.

export type OtherEngine = {
  readonly name: string;
  readonly packages: readonly string[];
  /** Its configuration and its start, for a shell in its container. */
  readonly start: string;
  /** What cannot run there, and why: files of tests, and titles of tests. */
  readonly leavesOut: Readonly<Record<string, string>>;
};

const withoutNpm = { 'test/engine/action.test.ts': "GitHub's debugger of actions needs npm, which is not in there" };

const common = ['docker-cli', 'docker-compose', 'docker-registry', 'git', 'procps', 'iproute2', 'busybox-static'];

const docker: OtherEngine = {
  name: 'debian-13',
  packages: ['docker.io', 'docker-buildx', 'iptables', ...common],
  start: `
mkdir -p /etc/docker
echo '{ "registry-mirrors": ["http://127.0.0.1:5000"] }' > /etc/docker/daemon.json
# The kernel's switch for IPv6 cannot be written from within a container.
export DOCKER_ALLOW_IPV6_ON_IPV4_INTERFACE=1
exec dockerd
`,
  leavesOut: withoutNpm,
};

const podman: OtherEngine = {
  name: 'podman',
  packages: ['podman', 'netavark', 'aardvark-dns', 'runc', 'nftables', 'iptables', ...common],
  start: `
mkdir -p /etc/containers
cat > /etc/containers/registries.conf <<END
unqualified-search-registries = ["docker.io"]
[[registry]]
location = "docker.io"
[[registry.mirror]]
location = "127.0.0.1:5000"
insecure = true
[[registry]]
location = "127.0.0.1:5000"
insecure = true
END
# Without CAP_SYS_RESOURCE no limit can be raised; crun wants cgroup v2.
cat > /etc/containers/containers.conf <<END
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
END
# netavark sets the kernel's switches of each network.
mount -o remount,rw /proc/sys
# The first process of a container has to bury the others, which this shell does while it waits.
podman system service --time=0 unix:///var/run/docker.sock &
wait
`,
  leavesOut: {
    ...withoutNpm,
    'test/engine/main-job.test.ts': 'it counts events of networks, which Podman does not tell',
    'test/engine/export.test.ts': "Compose builds with BuildKit's image there, which is on Docker Hub",
    'test/engine/registry-trouble.test.ts': 'Podman wants each registry that is not encrypted in its configuration',
    'a lock keeps what was locked': 'the digest of an image that Podman made and pushed is not the one in the registry',
    'a tag that moved in the registry': 'of the same digests',
    "the versions of a registry's tags": 'Podman does not tell its mirrors, and Docker Hub itself is asked',
    'the examples of matrix lock': 'of the same mirrors',
    'a machine on which runs go well': 'of the same mirrors',
    'a container killed at its limit is told by the events': 'Podman tells no such events',
    'another content needs no image': 'files that are handed to a container become those of its user',
    'in a shell, files that are written': 'of the same users',
    'php-nginx-mariadb pass': "its nginx asks Docker's resolver for names",
  },
};

export const otherEngines: readonly OtherEngine[] = [docker, podman];
