// Stand-ins that are a package of Debian, set up as the image of Docker Hub is.

/** A Debian with packages in it, and what the Dockerfile says after its FROM. */
export type DebianRecipe = {
  readonly kind: 'debian';
  readonly suite: string;
  readonly packages: readonly string[];
  /** A script beside this file, put where images have their entrypoint. */
  readonly entrypoint?: string;
  readonly dockerfile: readonly string[];
};

/** Debian's suites by the version of a program that each of them has. */
type Suites = Readonly<Record<string, string>>;

const phpSuites: Suites = { '7.4': 'bullseye', '8.2': 'bookworm', '8.4': 'trixie' };
const mariadbSuites: Suites = { '10.5': 'bullseye', '10.11': 'bookworm', '11.8': 'trixie' };
const redisSuites: Suites = { '6.0': 'bullseye', '7.0': 'bookworm', '8.0': 'trixie' };
const nginxSuites: Suites = { '1.18': 'bullseye', '1.22': 'bookworm', '1.26': 'trixie' };

/** How to make a stand-in for `php:8.2-fpm` and the like; undefined where Debian has no such version. */
export function debianRecipeOf(image: string): DebianRecipe | undefined {
  const [, name = '', version = '', variant = ''] = /^(\w+):([\d.]+)(?:-(\w+))?$/.exec(image) ?? [];
  if (name === 'php') return phpRecipe(version, variant);
  if (variant !== '') return undefined;
  if (name === 'mariadb') return mariadbRecipe(mariadbSuites[version]);
  if (name === 'redis') return redisRecipe(redisSuites[version]);
  return name === 'nginx' ? nginxRecipe(nginxSuites[version]) : undefined;
}

function phpRecipe(version: string, variant: string): DebianRecipe | undefined {
  const suite = phpSuites[version];
  if (suite === undefined || !['cli', 'fpm'].includes(variant)) return undefined;
  const package_ = (part: string) => `php${version}-${part}`;
  const common = { kind: 'debian', suite } as const;
  const packages = ['cli', 'mysql', 'pgsql', 'curl', 'mbstring', 'xml'].map(package_);
  if (variant === 'cli') {
    const dockerfile = ['WORKDIR /var/www/html', 'CMD ["php", "-a"]'];
    return { ...common, packages, dockerfile };
  }
  const pool = `/etc/php/${version}/fpm/pool.d/www.conf`;
  return {
    ...common,
    packages: [...packages, package_('fpm')],
    dockerfile: [
      `RUN ln -s php-fpm${version} /usr/sbin/php-fpm && mkdir -p /run/php \\`,
      ` && sed -i -e 's|^listen = .*|listen = 9000|' -e 's|^;clear_env.*|clear_env = no|' \\`,
      `  -e 's|^;catch_workers_output.*|catch_workers_output = yes|' ${pool} \\`,
      ` && sed -i 's|^error_log = .*|error_log = /proc/self/fd/2|' /etc/php/${version}/fpm/php-fpm.conf`,
      'WORKDIR /var/www/html',
      'STOPSIGNAL SIGQUIT',
      'EXPOSE 9000',
      'CMD ["php-fpm", "-F"]',
    ],
  };
}

function mariadbRecipe(suite: string | undefined): DebianRecipe | undefined {
  if (suite === undefined) return undefined;
  return {
    kind: 'debian',
    suite,
    packages: ['mariadb-server'],
    entrypoint: 'mariadb-entrypoint.sh',
    dockerfile: [
      // Debian's package makes a data folder of its own, and listens on loopback alone.
      'RUN rm -rf /var/lib/mysql && install -d -o mysql -g mysql /var/lib/mysql /run/mysqld \\',
      ' && mkdir -p /docker-entrypoint-initdb.d \\',
      " && printf '[mysqld]\\nbind-address = *\\nskip-name-resolve\\n' > /etc/mysql/mariadb.conf.d/99-image.cnf",
      'VOLUME /var/lib/mysql',
      'EXPOSE 3306',
      'ENTRYPOINT ["docker-entrypoint.sh"]',
      'CMD ["mariadbd"]',
    ],
  };
}

function redisRecipe(suite: string | undefined): DebianRecipe | undefined {
  if (suite === undefined) return undefined;
  return {
    kind: 'debian',
    suite,
    packages: ['redis-server'],
    dockerfile: [
      'RUN install -d -o redis -g redis /data',
      'VOLUME /data',
      'WORKDIR /data',
      'USER redis',
      'EXPOSE 6379',
      'CMD ["redis-server", "--protected-mode", "no"]',
    ],
  };
}

function nginxRecipe(suite: string | undefined): DebianRecipe | undefined {
  if (suite === undefined) return undefined;
  const server =
    'server { listen 80; server_name localhost; location / { root /usr/share/nginx/html; index index.html; } }';
  return {
    kind: 'debian',
    suite,
    packages: ['nginx-light'],
    dockerfile: [
      // The files of Hub's image: what a project puts into conf.d must be all that there is.
      'RUN rm -rf /etc/nginx/sites-enabled /etc/nginx/modules-enabled && mkdir -p /etc/nginx/conf.d /usr/share/nginx/html \\',
      " && printf 'user www-data;\\nworker_processes auto;\\npid /run/nginx.pid;\\nevents { worker_connections 1024; }\\nhttp {\\n  include /etc/nginx/mime.types;\\n  access_log /dev/stdout;\\n  include /etc/nginx/conf.d/*.conf;\\n}\\nerror_log /dev/stderr notice;\\n' > /etc/nginx/nginx.conf \\",
      ` && echo '${server}' > /etc/nginx/conf.d/default.conf \\`,
      ' && echo "<h1>Welcome to nginx!</h1>" > /usr/share/nginx/html/index.html && nginx -t',
      'EXPOSE 80',
      'STOPSIGNAL SIGQUIT',
      'CMD ["nginx", "-g", "daemon off;"]',
    ],
  };
}
