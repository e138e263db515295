#include "post.h"

#include <curl/curl.h>
#include <netdb.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static pthread_once_t started = PTHREAD_ONCE_INIT;
static void start(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

/// The answer as it arrives.
struct basket {
  char *bytes;
  size_t length, cap;
  int full;
};

static size_t collect(char *piece, size_t size, size_t count, void *data) {
  struct basket *basket = data;
  size_t more = size * count;
  if (basket->cap - basket->length < more) {
    basket->full = 1;
    return 0;
  }
  char *bytes = realloc(basket->bytes, basket->length + more + 1);
  if (!bytes) return 0;
  memcpy(bytes + basket->length, piece, more);
  basket->bytes = bytes;
  basket->length += more;
  return more;
}

/// The message as it leaves.
struct letter {
  const char *bytes;
  size_t left;
};

static size_t hand_over(char *room, size_t size, size_t count, void *data) {
  struct letter *letter = data;
  size_t most = size * count, part = letter->left < most ? letter->left : most;
  memcpy(room, letter->bytes, part);
  letter->bytes += part;
  letter->left -= part;
  return part;
}

static enum post_outcome outcome(CURLcode code) {
  switch (code) {
  case CURLE_OK: return POST_DONE;
  case CURLE_COULDNT_RESOLVE_HOST: return POST_RESOLVE;
  case CURLE_COULDNT_CONNECT: return POST_CONNECT;
  case CURLE_OPERATION_TIMEDOUT: return POST_TIME;
  case CURLE_USE_SSL_FAILED:
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_SSL_CERTPROBLEM:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_SSL_ISSUER_ERROR:
  case CURLE_PEER_FAILED_VERIFICATION: return POST_TLS;
  case CURLE_LOGIN_DENIED: return POST_LOGIN;
  case CURLE_SEND_ERROR:
  case CURLE_WEIRD_SERVER_REPLY:
  case CURLE_RECV_ERROR: return POST_REFUSED;
  default: return POST_OTHER;
  }
}

static CURL *begin(const struct post_call *call, struct curl_slist **names) {
  pthread_once(&started, start);
  CURL *curl = curl_easy_init();
  if (!curl) return NULL;
  curl_easy_setopt(curl, CURLOPT_URL, call->url);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 8L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, call->seconds);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
  curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  if (call->ca_file) curl_easy_setopt(curl, CURLOPT_CAINFO, call->ca_file);
  if (call->resolve) {
    *names = curl_slist_append(NULL, call->resolve);
    curl_easy_setopt(curl, CURLOPT_RESOLVE, *names);
  }
  return curl;
}

static void finish(CURL *curl, struct basket *basket, struct post_answer *answer) {
  CURLcode code = curl_easy_perform(curl);
  answer->outcome = basket && basket->full ? POST_TOO_LARGE : outcome(code);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
  if (code != CURLE_OK) strncpy(answer->detail, curl_easy_strerror(code), sizeof answer->detail - 1);
}

int post_mail(const struct post_call *call, const char *user, const char *password, int plain, const char *from,
              const char *to, const void *message, size_t length, struct post_answer *answer) {
  struct curl_slist *names = NULL;
  memset(answer, 0, sizeof *answer);
  CURL *curl = begin(call, &names);
  if (!curl) return -1;
  struct curl_slist *recipients = curl_slist_append(NULL, to);
  struct letter letter = {message, length};
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  if (user && *user) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, user);
    curl_easy_setopt(curl, CURLOPT_PASSWORD, password);
  }
  curl_easy_setopt(curl, CURLOPT_USE_SSL, plain ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, hand_over);
  curl_easy_setopt(curl, CURLOPT_READDATA, &letter);
  finish(curl, NULL, answer);
  curl_slist_free_all(recipients);
  curl_slist_free_all(names);
  curl_easy_cleanup(curl);
  return 0;
}

int post_http(const struct post_call *call, const char *const *headers, const void *body, size_t length, size_t cap,
              struct post_answer *answer) {
  struct curl_slist *names = NULL, *lines = NULL;
  memset(answer, 0, sizeof *answer);
  CURL *curl = begin(call, &names);
  if (!curl) return -1;
  struct basket basket = {.cap = cap};
  for (; *headers; headers++) lines = curl_slist_append(lines, *headers);
  lines = curl_slist_append(lines, "Expect:");
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines);
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &basket);
  if (body) {
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
  }
  finish(curl, &basket, answer);
  answer->body = basket.bytes;
  answer->length = basket.length;
  curl_slist_free_all(lines);
  curl_slist_free_all(names);
  curl_easy_cleanup(curl);
  return 0;
}

char *post_part(const char *url, char part) {
  CURLU *parsed = curl_url();
  char *found = NULL, *copy = NULL;
  CURLUPart what = part == 's'   ? CURLUPART_SCHEME
                   : part == 'h' ? CURLUPART_HOST
                   : part == 'p' ? CURLUPART_PORT
                   : part == 'q' ? CURLUPART_QUERY
                                 : CURLUPART_USER;
  if (parsed && curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK &&
      curl_url_get(parsed, what, &found, part == 'p' ? CURLU_DEFAULT_PORT : 0) == CURLUE_OK)
    copy = strdup(found);
  curl_free(found);
  curl_url_cleanup(parsed);
  return copy;
}

char *post_lookup(const char *host) {
  struct addrinfo wanted = {.ai_socktype = SOCK_STREAM}, *found = NULL;
  if (getaddrinfo(host, NULL, &wanted, &found) != 0) return NULL;
  char *list = calloc(32, NI_MAXHOST);
  int count = 0;
  for (struct addrinfo *one = found; one && list && count < 32; one = one->ai_next) {
    char text[NI_MAXHOST];
    if (getnameinfo(one->ai_addr, one->ai_addrlen, text, sizeof text, NULL, 0, NI_NUMERICHOST) != 0) continue;
    if (count++) strcat(list, "\n");
    strcat(list, text);
  }
  freeaddrinfo(found);
  if (list && !count) {
    free(list);
    return NULL;
  }
  return list;
}

const char *post_version(void) { return curl_version_info(CURLVERSION_NOW)->version; }

void post_free(void *memory) { free(memory); }
