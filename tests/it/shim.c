/* Stands between a program and the C library (LD_PRELOAD), and does to it what a test asks for in its environment.
 *
 *   RINGCHECK_SHIM_FOLDER   the folder, with a slash at its end, that is the disk of which the next four speak
 *   RINGCHECK_SHIM_COUNT    a file into which the number of changes to that disk is written at the end of the program
 *   RINGCHECK_SHIM_KILL     the number of the change at which the program is killed, counted from 1; of a write, half
 *                           of the bytes are written before
 *   RINGCHECK_SHIM_POWER    a number that is not 0: at that moment what was written and not synced is lost, at random
 *   RINGCHECK_SHIM_SPACE    by how many bytes the files there may grow before the disk is full
 *   RINGCHECK_SHIM_NET      a file that gets a line for each use of the Internet
 *
 * A change is a write, a cut or a sync of a file in the folder, or the removal of one.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* What a write that was not synced yet has replaced. */
struct unsynced {
    struct unsynced *before;
    char path[PATH_MAX];
    off_t at, old_size;
    size_t length, old_length;
    char old[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct unsynced *newest;
static long n_changes;
static long long grown;

static long setting(const char *name) {
    const char *text = getenv(name);
    return text ? atol(text) : 0;
}

/* Whether the path is on the disk that the test speaks of. */
static int is_there(const char *path) {
    const char *folder = getenv("RINGCHECK_SHIM_FOLDER");
    return folder && strncmp(path, folder, strlen(folder)) == 0;
}

static int path_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_there(path);
}

static void forget(const char *path) {
    for (struct unsynced **place = &newest; *place;) {
        struct unsynced *entry = *place;
        if (strcmp(entry->path, path) == 0) {
            *place = entry->before;
            free(entry);
        } else {
            place = &entry->before;
        }
    }
}

static void remember(int fd, const char *path, off_t at, size_t length) {
    if (!setting("RINGCHECK_SHIM_POWER")) return;
    struct stat now;
    struct unsynced *entry = malloc(sizeof *entry + length);
    if (!entry || fstat(fd, &now)) abort();
    snprintf(entry->path, sizeof entry->path, "%s", path);
    ssize_t old_length = pread(fd, entry->old, length, at);
    entry->old_length = old_length < 0 ? 0 : (size_t)old_length;
    entry->at = at;
    entry->length = length;
    entry->old_size = now.st_size;
    entry->before = newest;
    newest = entry;
}

/* Undoes about half of what was not synced, as a disk may have written it in any order. */
static void lose_power(void) {
    unsigned random = (unsigned)setting("RINGCHECK_SHIM_POWER");
    for (struct unsynced *entry = newest; entry; entry = entry->before) {
        if (rand_r(&random) & 64) continue;
        int fd = open(entry->path, O_RDWR);
        struct stat now;
        if (fd < 0 || fstat(fd, &now)) continue;
        off_t end = entry->at + (off_t)entry->length;
        memset(entry->old + entry->old_length, 0, entry->length - entry->old_length);
        if (now.st_size <= end && entry->old_size < now.st_size) {
            REAL(pwrite)(fd, entry->old, entry->old_length, entry->at);
            REAL(ftruncate)(fd, entry->old_size);
        } else {
            REAL(pwrite)(fd, entry->old, entry->length, entry->at);
        }
        close(fd);
    }
}

/* Counts a change; whether it is the one to be killed at. */
static int is_the_last(void) { return ++n_changes == setting("RINGCHECK_SHIM_KILL"); }

static void die(void) {
    if (setting("RINGCHECK_SHIM_POWER")) lose_power();
    raise(SIGKILL);
}

/* One write at a place, through `real`, with all that can happen to it. */
static ssize_t write_at(int fd, const void *bytes, size_t length, off_t at) {
    ssize_t (*real)(int, const void *, size_t, off_t) = REAL(pwrite);
    char path[PATH_MAX];
    if (!path_of(fd, path)) return real(fd, bytes, length, at);
    pthread_mutex_lock(&lock);
    remember(fd, path, at, length);
    if (is_the_last()) {
        real(fd, bytes, length / 2, at);
        die();
    }
    struct stat now;
    const char *space = getenv("RINGCHECK_SHIM_SPACE");
    if (space && fstat(fd, &now) == 0 && at + (off_t)length > now.st_size) {
        long long more = at + (long long)length - now.st_size;
        if (grown + more > atoll(space)) {
            pthread_mutex_unlock(&lock);
            errno = ENOSPC;
            return -1;
        }
        grown += more;
    }
    ssize_t done = real(fd, bytes, length, at);
    int error = errno;
    pthread_mutex_unlock(&lock);
    errno = error;
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return write_at(fd, bytes, length, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) { return write_at(fd, bytes, length, at); }

ssize_t write(int fd, const void *bytes, size_t length) {
    char path[PATH_MAX];
    if (!path_of(fd, path)) return REAL(write)(fd, bytes, length);
    int is_appended = fcntl(fd, F_GETFL) & O_APPEND;
    off_t at = lseek(fd, 0, is_appended ? SEEK_END : SEEK_CUR);
    ssize_t done = write_at(fd, bytes, length, at);
    if (done > 0) lseek(fd, at + done, SEEK_SET);
    return done;
}

/* A cut, a sync or a removal: nothing is done of the one that is the last. */
static void change(const char *path, int is_synced) {
    pthread_mutex_lock(&lock);
    if (is_the_last()) die();
    if (is_synced) forget(path);
    pthread_mutex_unlock(&lock);
}

int ftruncate(int fd, off_t length) {
    char path[PATH_MAX];
    if (path_of(fd, path)) change(path, 0);
    return REAL(ftruncate)(fd, length);
}

int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

int fsync(int fd) {
    char path[PATH_MAX];
    if (path_of(fd, path)) change(path, 1);
    return REAL(fsync)(fd);
}

int fdatasync(int fd) {
    char path[PATH_MAX];
    if (path_of(fd, path)) change(path, 1);
    return REAL(fdatasync)(fd);
}

int unlink(const char *path) {
    if (is_there(path)) change(path, 1);
    return REAL(unlink)(path);
}

static void tell(const char *what) {
    const char *file = getenv("RINGCHECK_SHIM_NET");
    if (!file) return;
    int fd = open(file, O_WRONLY | O_CREAT | O_APPEND, 0600);
    char line[256];
    int length = snprintf(line, sizeof line, "%s\n", what);
    if (fd < 0 || REAL(write)(fd, line, (size_t)length) != length) abort();
    close(fd);
}

int socket(int domain, int type, int protocol) {
    if (domain != AF_UNIX && domain != AF_NETLINK) tell("socket");
    return REAL(socket)(domain, type, protocol);
}

int connect(int fd, const struct sockaddr *to, socklen_t length) {
    if (to->sa_family != AF_UNIX) tell("connect");
    return REAL(connect)(fd, to, length);
}

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
    tell("getaddrinfo");
    return REAL(getaddrinfo)(node, service, hints, found);
}

__attribute__((destructor)) static void write_count(void) {
    const char *file = getenv("RINGCHECK_SHIM_COUNT");
    FILE *out = file ? fopen(file, "w") : NULL;
    if (!out) return;
    fprintf(out, "%ld\n", n_changes);
    fclose(out);
}
