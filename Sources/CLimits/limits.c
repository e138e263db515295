#define _GNU_SOURCE
#include "limits_child.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

int limited_file(const void *bytes, size_t length) {
  int file = memfd_create("document", MFD_CLOEXEC);
  const char *next = bytes;
  while (file >= 0 && length > 0) {
    ssize_t count = write(file, next, length);
    if (count <= 0) {
      close(file);
      return -1;
    }
    next += count, length -= (size_t)count;
  }
  if (file >= 0) lseek(file, 0, SEEK_SET);
  return file;
}

int limited_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

static int limit(int what, rlim_t value) {
  struct rlimit both = {value, value};
  return setrlimit(what, &both);
}

pid_t limited_spawn(const char *program, char *const arguments[], int input, int output, long seconds, long memory) {
  static char *const environment[] = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", NULL};
  pid_t child = fork();
  if (child != 0) return child;
  // Between fork and exec in a program with threads: system calls alone.
  int nothing = open("/dev/null", O_RDWR);
  if (setpgid(0, 0) || dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(nothing, 2) < 0) _exit(126);
  if (close_range(3, ~0U, 0)) _exit(126);
  if (limit(RLIMIT_CPU, (rlim_t)seconds) || limit(RLIMIT_AS, (rlim_t)memory) || limit(RLIMIT_CORE, 0) ||
      limit(RLIMIT_FSIZE, 0))
    _exit(126);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  unshare(CLONE_NEWNET); // allowed to few; the limits do not depend on it
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execvpe(program, arguments, environment);
  _exit(127);
}

int child_change_folder(posix_spawn_file_actions_t *actions, const char *folder) {
  return posix_spawn_file_actions_addchdir_np(actions, folder);
}

int child_close_from(posix_spawn_file_actions_t *actions, int lowest) {
  return posix_spawn_file_actions_addclosefrom_np(actions, lowest);
}
