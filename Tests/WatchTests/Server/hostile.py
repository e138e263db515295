"""A server that behaves badly on purpose, on loopback: hostile.py FOLDER

Makes certificates in FOLDER, listens on free ports of 127.0.0.1 and 127.0.0.2, prints one line of JSON that says where,
and ends when its standard input does.
"""
import asyncio
import email.utils
import gzip
import json
import pathlib
import ssl
import subprocess
import sys
import time
import urllib.parse
import zlib

folder = pathlib.Path(sys.argv[1])
counts = {}
log = []
packer = zlib.compressobj(9, zlib.DEFLATED, 31)
bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(60)) + packer.flush()


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def certificates():
    """A root, and leaves of it: good, expired, for another name; one that vouches for itself; one without its chain."""
    (folder / "index.txt").write_text("")
    (folder / "ca.cnf").write_text(
        "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nnew_certs_dir=.\nrand_serial=yes\ndefault_md=sha256\npolicy=p\n"
        "copy_extensions=copy\nunique_subject=no\n[p]\ncommonName=supplied\n[root]\nbasicConstraints=critical,CA:TRUE\n"
        "subjectKeyIdentifier=hash\n[req]\ndistinguished_name=n\n[n]\n"
    )
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]

    def root(name):
        openssl("req", "-x509", *curve, "-keyout", name + ".key", "-out", name + ".pem", "-days", "3650", "-subj",
                "/CN=" + name, "-config", "ca.cnf", "-extensions", "root")

    def leaf(name, host, issuer, start, end, extra=()):
        openssl("req", *curve, "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name, "-config",
                "ca.cnf", "-addext", "subjectAltName=" + host)
        openssl("ca", "-batch", "-notext", "-config", "ca.cnf", "-keyfile", issuer + ".key", "-cert", issuer + ".pem",
                "-in", name + ".csr", "-out", name + ".pem", "-startdate", start, "-enddate", end, *extra)

    root("root")
    old, past, soon = "20200101000000Z", "20210101000000Z", time.strftime(
        "%Y%m%d%H%M%SZ", time.gmtime(time.time() + 10 * 86400 + 3600))
    leaf("good", "DNS:good.test,IP:127.0.0.1", "root", old, soon)
    leaf("expired", "DNS:good.test", "root", old, past)
    leaf("other", "DNS:elsewhere.test", "root", old, soon)
    leaf("middle", "DNS:middle", "root", old, soon, ("-extensions", "root"))
    leaf("orphan", "DNS:good.test", "middle", old, soon)
    openssl("req", "-x509", *curve, "-keyout", "self.key", "-out", "self.pem", "-days", "30", "-subj", "/CN=good.test",
            "-config", "ca.cnf", "-addext", "subjectAltName=DNS:good.test")


def head(status, headers=(), length=None):
    lines = [f"HTTP/1.1 {status} X"] + [f"{name}: {value}" for name, value in headers]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


HTML = [("Content-Type", "text/html; charset=utf-8")]
THAI = "ประกาศนโยบายไม่รับของขวัญ ปีงบประมาณ พ.ศ. ๒๕๖๘ ที่นี่ น้ำ ปู่ ญี่ปุ่น กตัญญู"


async def answer(path, query, request, writer, peer):
    """True: the connection may be used again."""
    async def send(data):
        writer.write(data)
        await writer.drain()

    async def whole(status, body, headers=HTML):
        await send(head(status, headers, len(body)) + body)
        return True

    async def redirect(target, status=302):
        return await whole(status, b"", [("Location", target)])

    page = f"<html><title>t</title><body><h1>หน้า</h1><p>{THAI}</p></body></html>".encode()
    count = counts[path + "?" + query.get("key", "")] = counts.get(path + "?" + query.get("key", ""), 0) + 1
    match path:
        case "/ok":
            return await whole(200, page)
        case "/where":
            return await whole(200, peer.encode(), [("Content-Type", "text/plain")])
        case "/echo":
            return await whole(200, request, [("Content-Type", "text/plain")])
        case "/log":
            return await whole(200, json.dumps(log).encode(), [("Content-Type", "application/json")])
        case "/count":
            return await whole(200, str(counts.get(query["of"], 0)).encode())
        case "/status":
            return await whole(int(query["c"]), page)
        case "/to":
            return await redirect(query["u"], int(query.get("c", 302)))
        case "/to-raw":
            await send(b"HTTP/1.1 302 X\r\nContent-Length: 0\r\nLocation: /" + THAI[:4].encode("cp874") + b"\r\n\r\n")
            return True
        case "/loop-a":
            return await redirect("/loop-b")
        case "/loop-b":
            return await redirect("/loop-a")
        case "/spin":
            return await redirect("/spin?n=" + str(int(query.get("n", 0)) + 1))
        case "/endless":
            await send(head(200, HTML))
            while True:
                await send(b"<p>more</p>" * 5000)
        case "/endless-chunks":
            await send(head(200, HTML + [("Transfer-Encoding", "chunked")]))
            while True:
                await send(b"8000\r\n" + b"x" * 0x8000 + b"\r\n")
        case "/drip":
            await send(head(200, HTML, 100000))
            while True:
                await send(b"x")
                await asyncio.sleep(0.2)
        case "/drip-head":
            await send(b"HTTP/1.1 200 OK\r\n")
            while True:
                await send(b"X-More: y\r\n")
                await asyncio.sleep(0.2)
        case "/silent":
            await asyncio.sleep(3600)
        case "/endless-head":
            await send(b"HTTP/1.1 200 OK\r\n")
            while True:
                await send(b"X-More: " + b"y" * 1000 + b"\r\n")
        case "/endless-interim":
            while True:
                await send(b"HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\n" * 20)
        case "/bomb":
            return await whole(200, bomb, HTML + [("Content-Encoding", "gzip")])
        case "/gzip":
            return await whole(200, gzip.compress(page), HTML + [("Content-Encoding", "gzip")])
        case "/brotli":
            # One block that is stored as it is (RFC 7932 §9.2).
            return await whole(200, b"\x0b\x02\x80hello\x03", HTML + [("Content-Encoding", "br")])
        case "/gzip-broken":
            return await whole(200, gzip.compress(page)[:20] + b"rubbish" * 9, HTML + [("Content-Encoding", "gzip")])
        case "/short":
            await send(head(200, HTML, len(page) + 500) + page)
            return False
        case "/reset":
            return False
        case "/garbage":
            await send(b"SSH-2.0-OpenSSH_9.2\r\n" + b"\0\xff" * 100)
            return False
        case "/size":
            size = int(query["bytes"])
            await send(head(200, [("Content-Type", "application/octet-stream")], size))
            while size > 0:
                await send(b"z" * min(size, 65536))
                size -= min(size, 65536)
            return True
        case "/flaky":
            return await whole(503 if count <= int(query["bad"]) else 200, page)
        case "/wait":
            if count > 1:
                return await whole(200, page)
            return await whole(int(query.get("c", 429)), b"", [("Retry-After", query["s"])])
        case "/wait-date":
            if count > 1:
                return await whole(200, page)
            when = email.utils.formatdate(time.time() + 2, usegmt=True)
            return await whole(503, b"", [("Retry-After", when)])
        case "/etag":
            if b'if-none-match: "v1"' in request.lower():
                await send(head(304, [("ETag", '"v1"')]))
                return True
            return await whole(200, page, HTML + [("ETag", '"v1"'), ("Last-Modified", "Sat, 28 Nov 2026 00:00:00 GMT")])
        case "/thai":
            body = f"<html><head>{query.get('meta', '')}<title>ประกาศ</title></head><body><p>{THAI}</p></body></html>"
            kind = "text/html" + (f"; charset={query['label']}" if "label" in query else "")
            return await whole(200, body.encode(query.get("as", "utf-8")), [("Content-Type", kind)])
        case "/links":
            links = "".join(f'<li><a href="/file/{n}.pdf">แฟ้มที่ {n}</a></li>' for n in range(int(query["n"])))
            return await whole(200, f"<ul>{links}</ul>".encode())
        case "/large-html":
            block = ("<div class='a'><p>" + THAI + "</p></div>\n").encode() * 5000
            size = int(query["mb"]) << 20
            await send(head(200, HTML))
            while size > 0:
                await send(block)
                size -= len(block)
            return False
        case "/page":
            return await whole(int(query.get("c", 200)), query["body"].encode())
        case _:
            if query.get("all") == "200":
                return await whole(200, page)
            return await whole(404, "<h1>ไม่พบหน้าที่ท่านต้องการ</h1>".encode())


async def serve(reader, writer):
    peer = writer.get_extra_info("sockname")[0]
    secure = writer.get_extra_info("ssl_object")
    try:
        if secure and secure.selected_alpn_protocol() == "h2":
            return await serve2(reader, writer)
        while True:
            request = await reader.readuntil(b"\r\n\r\n")
            target = request.split(b" ")[1].decode("latin-1")
            path, _, text = target.partition("?")
            query = dict(urllib.parse.parse_qsl(text, keep_blank_values=True))
            host = [line for line in request.split(b"\r\n") if line.lower().startswith(b"host:")]
            log.append([time.time(), peer, host[0].decode()[6:] if host else "", target])
            if not await answer(path, query, request, writer, peer):
                break
    except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        pass
    finally:
        writer.close()


async def serve2(reader, writer):
    """As much of HTTP/2 (RFC 9113) as a GET needs; what is asked is not read."""
    def frame(kind, flags, stream, payload=b""):
        return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload

    await reader.readexactly(24)
    writer.write(frame(4, 0, 0))
    while True:
        start = await reader.readexactly(9)
        payload = await reader.readexactly(int.from_bytes(start[:3], "big"))
        kind, flags, stream = start[3], start[4], int.from_bytes(start[5:9], "big") & 0x7FFFFFFF
        if kind == 4 and not flags & 1:
            writer.write(frame(4, 1, 0))
        elif kind == 1:
            kind_header = b"\x0f\x10\x0atext/plain"  # content-type, a literal that is not indexed
            writer.write(frame(1, 4, stream, b"\x88" + kind_header) + frame(0, 1, stream, b"over two"))
        elif kind == 6 and not flags & 1:
            writer.write(frame(6, 1, 0, payload))
        await writer.drain()


async def main():
    certificates()
    servers, ports = [], {}

    async def listen(name, host, port=0, leaf=None, protocols=("http/1.1",)):
        context = None
        if leaf:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(folder / (leaf + ".pem"), folder / (leaf + ".key"))
            context.set_alpn_protocols(list(protocols))
        server = await asyncio.start_server(serve, host, port, ssl=context, limit=1 << 20, backlog=1024)
        servers.append(server)
        ports[name] = server.sockets[0].getsockname()[1]

    await listen("plain", "127.0.0.1")
    await listen("second", "127.0.0.2", ports["plain"])
    for leaf in ["good", "expired", "other", "self", "orphan"]:
        await listen(leaf, "127.0.0.1", 0, leaf)
    await listen("http2", "127.0.0.1", 0, "good", ("h2", "http/1.1"))
    print(json.dumps(ports), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    import os
    os._exit(0)


asyncio.run(main())
