#pragma once
#include <spawn.h>
#include <sys/types.h>

/// A file in memory that holds the bytes, at its start; -1 where there is none.
int limited_file(const void *bytes, size_t length);

/// A pipe whose ends are closed in other programs; 0 where it was made.
int limited_pipe(int ends[2]);

/// Starts a program in a process group of its own, with nothing open but input, output and /dev/null, with an empty
/// environment, no files to write, no network where the system allows that, and the limits; -1 where it cannot be.
pid_t limited_spawn(const char *program, char *const arguments[], int input, int output, long seconds, long memory);
// glibc's additions to posix_spawn, which need _GNU_SOURCE. Give 0, or an errno.
int child_change_folder(posix_spawn_file_actions_t *actions, const char *folder);
int child_close_from(posix_spawn_file_actions_t *actions, int lowest);
