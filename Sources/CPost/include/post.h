#pragma once
#include <stddef.h>

/// What happened, in the order of what a person can do about it.
enum post_outcome {
  POST_DONE,       ///< the other side answered; look at `status`
  POST_RESOLVE,    ///< no such host
  POST_CONNECT,    ///< nobody answers there
  POST_TIME,       ///< it took too long
  POST_TLS,        ///< no encryption, or a certificate nobody vouches for
  POST_LOGIN,      ///< the mail server did not take user and password
  POST_REFUSED,    ///< the mail server refused; look at `status`
  POST_TOO_LARGE,  ///< the answer is larger than was allowed
  POST_OTHER
};

/// What came back.
struct post_answer {
  enum post_outcome outcome;
  long status;     ///< of HTTP, or the last of SMTP; 0 where there was none
  char *body;      ///< of HTTP; free with post_free
  size_t length;
  char detail[160]; ///< libcurl's own words, without anything of the message
};

/// Whom to speak with, and how.
struct post_call {
  const char *url;
  const char *resolve;      ///< `host:port:address` to connect to, or NULL to look the name up
  const char *ca_file;      ///< certificates that are trusted besides the system's, or NULL for the system's
  long seconds;             ///< for everything together
};

/// Sends a message by SMTP; over `smtp://` the connection must become TLS (RFC 3207) unless `plain`. 0 where libcurl could
/// be set up, whatever became of the message.
int post_mail(const struct post_call *call, const char *user, const char *password, int plain, const char *from,
              const char *to, const void *message, size_t length, struct post_answer *answer);

/// Sends a request by HTTP: POST with a body, GET where it is NULL. Follows no redirect, asks no proxy, keeps nothing. `headers` ends
/// with NULL. `cap` is the most bytes an answer may have.
int post_http(const struct post_call *call, const char *const *headers, const void *body, size_t length, size_t cap,
              struct post_answer *answer);

/// A part of an address as libcurl itself reads it, so that what is checked is what is asked: `s`cheme, `h`ost, `p`ort,
/// `u`ser with its password, or `q`uery. NULL where the address is none or has no such part; free with post_free.
char *post_part(const char *url, char part);

/// The numeric addresses of a host, one a line, at most 32. NULL where there is none; free with post_free.
char *post_lookup(const char *host);

/// libcurl's version.
const char *post_version(void);

/// Frees what the functions above have given.
void post_free(void *memory);
