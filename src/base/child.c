/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "base/mem.h"

enum { CHUNK_BYTES = 64 * 1024, POLL_MS = 100, LAST_WORDS_MS = 2000 };

rc child_beside(const char *name, char *path, size_t path_size)
{
    ssize_t n = readlink("/proc/self/exe", path, path_size);
    if (n < 0 || (size_t)n >= path_size)
        return RC_LIMIT;
    while (n > 0 && path[n - 1] != '/')
        n--;
    int written = snprintf(path + n, path_size - (size_t)n, "%s", name);
    return written < 0 || (size_t)written >= path_size - (size_t)n ? RC_LIMIT : RC_OK;
}

/* Spawns with the socket as input and output. Signals are as a new program expects them. */
static int spawn(const char *path, int socket, pid_t *ret_pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    char *arguments[] = {(char *)(uintptr_t)path, NULL}, *environment[] = {NULL};
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0)
        return error;
    error = posix_spawnattr_init(&attributes);
    if (error == 0) {
        (void)sigemptyset(&none);
        (void)sigfillset(&all);
        (void)posix_spawnattr_setsigmask(&attributes, &none);
        (void)posix_spawnattr_setsigdefault(&attributes, &all);
        (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        error = posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
        if (error == 0)
            error = posix_spawn_file_actions_adddup2(&actions, socket, STDOUT_FILENO);
        if (error == 0)
            error = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        if (error == 0)
            error = posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
        if (error == 0)
            error = posix_spawn(ret_pid, path, &actions, &attributes, arguments, environment);
        (void)posix_spawnattr_destroy(&attributes);
    }
    (void)posix_spawn_file_actions_destroy(&actions);
    return error;
}

rc child_start(const char *path, struct child *ret_child)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return RC_IO;
    struct child child = {.socket = ends[0]};
    int error = spawn(path, ends[1], &child.pid);
    (void)close(ends[1]);
    if (error != 0) {
        (void)close(ends[0]);
        return error == ENOENT || error == EACCES ? RC_NOT_FOUND : RC_IO;
    }
    *ret_child = child;
    return RC_OK;
}

/* Sends what it can of what is left. A child that reads no more will be seen to end. */
static void send_some(int socket, struct str *left)
{
    ssize_t n = send(socket, left->p, left->n, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0)
        *left = str_skip(*left, (size_t)n);
    else if (n < 0 && errno != EAGAIN && errno != EINTR)
        left->n = 0;
}

/* One turn of the talk. False: the child has closed its end, or was refused. */
static bool turn(const struct child *child, const struct child_talk *talk, struct str *left, char *chunk,
                 bool *ret_refused)
{
    struct pollfd poll_for = {.fd = child->socket, .events = left->n > 0 ? POLLIN | POLLOUT : POLLIN};
    if (poll(&poll_for, 1, POLL_MS) < 0)
        return errno == EINTR;
    if (poll_for.revents & POLLOUT)
        send_some(child->socket, left);
    if (!(poll_for.revents & (POLLIN | POLLHUP | POLLERR)))
        return true;
    ssize_t n = recv(child->socket, chunk, CHUNK_BYTES, MSG_DONTWAIT);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    if (n > 0 && !talk->take(talk->context, (struct str){chunk, (size_t)n}))
        *ret_refused = true;
    return n > 0 && !*ret_refused;
}

/* Waits for the child, ends it if it stays after it has said all, and returns its status. */
static int bury(pid_t pid)
{
    int handle = pidfd_open(pid, 0), status = 0;
    struct pollfd end = {.fd = handle, .events = POLLIN};
    if (handle < 0 || poll(&end, 1, LAST_WORDS_MS) <= 0)
        (void)kill(pid, SIGKILL);
    if (handle >= 0)
        (void)close(handle);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return status;
}

enum child_end child_talk(struct child *child, const struct child_talk *talk, int *ret_code)
{
    struct str left = talk->input;
    char *chunk = mem_alloc(CHUNK_BYTES);
    time_us deadline = talk->deadline;
    bool refused = false, late = false, told_to_stop = false;
    while (!late && turn(child, talk, &left, chunk, &refused)) {
        time_us now = time_monotonic();
        if (!told_to_stop && talk->go_on != NULL && !talk->go_on(talk->context)) {
            told_to_stop = true;
            (void)shutdown(child->socket, SHUT_WR);
            deadline = deadline == 0 || now + talk->patience < deadline ? now + talk->patience : deadline;
        }
        late = deadline != 0 && now > deadline;
    }
    mem_free(chunk);
    if (late || refused)
        (void)kill(child->pid, SIGKILL); /* before it sees the end of its input, and ends by itself */
    (void)close(child->socket);
    int status = bury(child->pid);
    *ret_code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    if (late || refused)
        return late ? CHILD_TIMED_OUT : CHILD_REFUSED;
    return WIFSIGNALED(status) ? CHILD_SIGNALLED : CHILD_EXITED;
}
