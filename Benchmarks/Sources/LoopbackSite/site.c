// A web server for measuring others: one thread, keep-alive, a page of two kilobytes for every address of 127.0.0.0/8.
// LoopbackSite PORT
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { clients = 8192, request_size = 4096 };
static struct { int length; char bytes[request_size]; } requests[clients];

static int answer(int fd, const char *request, int length, char *out) {
  char path[128] = "/";
  if (length > 4) sscanf(request, "GET %127s", path);
  static const char line[] = "<p>ประกาศนโยบายไม่รับของขวัญ ปีงบประมาณ พ.ศ. 2568 ที่นี่ น้ำ ปู่ ญี่ปุ่น กตัญญู</p>\n";
  char body[4096];
  int size = snprintf(body, sizeof body,
                      "<!DOCTYPE html><html lang=th><head><meta charset=utf-8><title>หน้า %s</title></head><body><h1>หน้า %s</h1>\n",
                      path, path);
  for (int i = 0; i < 9; i++) size += snprintf(body + size, sizeof body - size, "%s", line);
  size += snprintf(body + size, sizeof body - size, "</body></html>\n");
  int total = sprintf(out, "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s", size, body);
  return (int)send(fd, out, (size_t)total, MSG_NOSIGNAL);
}

int main(int count, char **words) {
  int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(count > 1 ? atoi(words[1]) : 8099)};
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) return 1;
  int set = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
  epoll_ctl(set, EPOLL_CTL_ADD, listener, &event);
  static char out[8192];
  for (;;) {
    int ready = epoll_wait(set, events, 256, -1);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        // From this machine alone: the port is open everywhere.
        struct sockaddr_in peer;
        socklen_t size = sizeof peer;
        int client = accept4(listener, (struct sockaddr *)&peer, &size, 0);
        if (client < 0) continue;
        if (client >= clients || ntohl(peer.sin_addr.s_addr) >> 24 != 127) {
          close(client);
          continue;
        }
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        requests[client].length = 0;
        event.events = EPOLLIN, event.data.fd = client;
        epoll_ctl(set, EPOLL_CTL_ADD, client, &event);
        continue;
      }
      int room = request_size - requests[fd].length;
      ssize_t got = room > 0 ? read(fd, requests[fd].bytes + requests[fd].length, (size_t)room) : 0;
      if (got <= 0) {
        close(fd);
        continue;
      }
      requests[fd].length += (int)got;
      int length = requests[fd].length;
      if (length >= 4 && memcmp(requests[fd].bytes + length - 4, "\r\n\r\n", 4) == 0) {
        requests[fd].length = 0;
        if (answer(fd, requests[fd].bytes, length, out) < 0) close(fd);
      }
    }
  }
}
