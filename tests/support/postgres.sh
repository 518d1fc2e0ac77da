#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Starts and stops a PostgreSQL cluster for tests: on a Unix socket only, in a folder of its own.
#
#   export RADSLAG_TEST_POSTGRES=$(tests/support/postgres.sh start DIR)
#   tests/support/postgres.sh stop DIR
#
# start makes DIR, which must not exist, and prints the address of the maintenance
# database. stop ends the server and removes DIR. As root, the server runs as the
# user postgres. Several clusters may run at once, each in its own DIR. DIR should
# be short: the name of a socket has at most 107 bytes.
# DURABLE=1 leaves fsync on, for tests of what survives a crash.
set -eu

usage() { sed -n '3,13s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ $# -eq 2 ] || usage
command=$1
dir=$2
case $dir in /*) ;; *) dir=$(pwd)/$dir ;; esac

# The newest PostgreSQL that is installed.
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | tail -n 1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || echo /nowhere/initdb)")
if [ ! -x "$bin/initdb" ]; then
	echo "postgres.sh: initdb was not found; install postgresql" >&2
	exit 1
fi

as_server() {
	if [ "$(id -u)" -eq 0 ]; then
		(cd / && exec runuser -u postgres -- "$@")
	else
		"$@"
	fi
}

start() {
	if [ "$(id -u)" -eq 0 ]; then user=postgres; else user=$(id -un); fi
	mkdir -m 0700 "$dir" || exit 1
	if [ "$(id -u)" -eq 0 ]; then chown postgres "$dir"; fi
	if [ "${#dir}" -gt 80 ]; then
		echo "postgres.sh: $dir is too long a name for a socket" >&2
		rmdir "$dir"
		exit 1
	fi
	sync=off
	[ -z "${DURABLE:-}" ] || sync=on
	trap 'stop; exit 1' HUP INT TERM
	if ! as_server "$bin/initdb" -D "$dir/data" -U "$user" -A trust -E UTF8 --no-locale --no-sync \
			>"$dir.log" 2>&1; then
		cat "$dir.log" >&2
		stop
		exit 1
	fi
	as_server tee -a "$dir/data/postgresql.conf" >/dev/null <<-CONF
		listen_addresses = ''
		port = 5432
		unix_socket_directories = '$dir'
		fsync = $sync
		synchronous_commit = $sync
		full_page_writes = $sync
		max_connections = 200
		shared_buffers = 64MB
		log_min_messages = fatal
		log_min_error_statement = panic
	CONF
	if ! as_server "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 start \
			>"$dir.log" 2>&1 </dev/null; then
		cat "$dir.log" >&2
		as_server cat "$dir/log" >&2 || true
		stop
		exit 1
	fi
	rm -f "$dir.log"
	host=$(printf %s "$dir" | sed 's/%/%25/g; s|/|%2F|g; s/ /%20/g')
	echo "postgresql:///postgres?host=$host&port=5432&user=$user"
}

stop() {
	if [ -d "$dir/data" ]; then
		as_server "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
		[ -f "$dir/data/PG_VERSION" ] || [ -z "$(ls -A "$dir/data")" ] || return 1 # not a cluster
	fi
	rm -rf "$dir" "$dir.log"
}

case $command in
start) start ;;
stop) [ -d "$dir" ] && { [ -d "$dir/data" ] || [ -z "$(ls -A "$dir")" ]; } || {
		echo "postgres.sh: there is no cluster in $dir" >&2; exit 1; }
	stop ;;
*) usage ;;
esac
