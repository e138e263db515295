"""The files of deploy/: nginx takes its own, the unit starts what is installed, the image holds what it needs."""
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest

from desk import PASSWORD, PROGRAM, ROOT, DeskTest

DEPLOY = ROOT / "deploy"
NAME = "ita.example.go.th"


def output(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def nginx_program(folder):
    """Debian's nginx: the one of this machine, or else taken out of its package, so that no service starts here."""
    found = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    if not found:
        output("apt-get", "download", "nginx", cwd=folder)
        output("dpkg", "-x", next(folder.glob("nginx_*.deb")), folder / "package")
        found = folder / "package" / "usr" / "sbin" / "nginx"
    return found


class Proxy(DeskTest):
    """A visitor comes through nginx with TLS, set up by our file with nothing changed but places."""

    def test_nginx_hands_visitors_on(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="prongsai-nginx-"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        output("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}",
               "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem")
        secure, plain = free_port(), free_port()
        text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
        for old, new in [
            (f"/etc/letsencrypt/live/{NAME}", str(folder)), ("http://127.0.0.1:8080", self.server.address),
            ("listen 443 ", f"listen 127.0.0.1:{secure} "), ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ]:
            self.assertIn(old, text)
            text = text.replace(old, new)
        text = re.sub(r"\n *listen \[::\]:.*", "", text)
        (folder / "site.conf").write_text(text, encoding="utf-8")
        kinds = "".join(
            f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f"pid {folder}/pid; error_log {folder}/error.log; daemon off; events {{}}\n"
            f"http {{ access_log off; {kinds} include site.conf; }}\n")
        nginx = subprocess.Popen(
            [nginx_program(folder), "-e", folder / "error.log", "-p", folder, "-c", folder / "nginx.conf"],
            stderr=subprocess.PIPE, text=True)
        self.addCleanup(nginx.wait, 20)
        self.addCleanup(nginx.terminate)
        for _ in range(100):
            if nginx.poll() is not None:
                self.fail(nginx.stderr.read() + (folder / "error.log").read_text())
            with socket.socket() as visitor:
                if visitor.connect_ex(("127.0.0.1", secure)) == 0:
                    break
            time.sleep(0.05)
        self.addCleanup(nginx.stderr.close)

        def ask(path, *options):
            return output(
                "curl", "-s", "--path-as-is", "--cacert", folder / "fullchain.pem", "--resolve",
                f"{NAME}:{secure}:127.0.0.1", "-w", "\n%{http_version} %{http_code}", "-c", folder / "jar", "-b",
                folder / "jar", *options, f"https://{NAME}:{secure}{path}").rsplit("\n", 1)

        page, how = ask("/sign-in")
        self.assertEqual(how, "2 200")
        token = re.search(r'name="([^"]+)" value="([^"]+)"', page)
        fields = ["--data-urlencode", f"{token[1]}={token[2]}", "--data-urlencode", "login=officer"]
        _, how = ask("/sign-in", *fields, "--data-urlencode", f"password={PASSWORD}")
        self.assertEqual(how, "2 303")
        page, how = ask("/desk/demo/2568/scores")
        self.assertEqual(how, "2 200")
        # A file of more than nginx's own limit of 1 MB reaches the program, which says in Thai what is wrong with it.
        (folder / "scores.csv").write_bytes(b"x," * 1_000_000)
        form = re.search(r'<form[^>]*action="([^"]+)"[^>]*multipart.*?</form>', page, re.S)
        token = re.search(r'type="hidden" name="([^"]+)" value="([^"]+)"', form[0])
        field = next(tag for tag in re.findall("<input[^>]*>", form[0]) if 'type="file"' in tag)
        name = re.search('name="([^"]+)"', field)[1]
        page, how = ask(form[1], "-F", f"{token[1]}={token[2]}", "-F", f"{name}=@{folder}/scores.csv")
        self.assertIn(how, ("2 400", "2 413", "2 422"))
        self.assertIn("ไฟล์", page)
        # Figures about the program are for its own machine.
        for path in ("/metrics", "/metrics?all", "//metrics", "/%6detrics"):
            self.assertEqual(ask(path)[1], "2 404", path)
        self.assertEqual(output("curl", "-s", "-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", "-H",
                                f"Host: {NAME}", f"http://127.0.0.1:{plain}/desk"), f"301 https://{NAME}/desk")


class Files(unittest.TestCase):
    def test_the_unit_starts_what_is_installed(self):
        with tempfile.TemporaryDirectory() as stage:
            output(ROOT / "scripts" / "install", PROGRAM, f"{stage}/usr/local")
            unit = (DEPLOY / "prongsai.service").read_text(encoding="utf-8")
            program, _, arguments = re.search(r"^ExecStart=(.*)$", unit, re.M)[1].partition(" ")
            self.assertTrue(os.access(stage + program, os.X_OK), program)
            self.assertEqual(arguments, "serve")
            # It finds its folders from there.
            output(stage + program, "instrument", "list", cwd=stage, env={"PATH": os.environ["PATH"]})

    def test_the_image_holds_what_the_program_needs(self):
        last = (DEPLOY / "Containerfile").read_text(encoding="utf-8").split("FROM ")[-1]
        listed = re.search(r"--no-install-recommends(.*?)&&", last, re.S)[1].replace("\\", " ").split()
        # What these packages bring along, as installed here.
        depends = {}
        for line in output("dpkg-query", "-W", "-f=${Package}\t${Depends}, ${Pre-Depends}\n").splitlines():
            package, names = line.split("\t")
            depends[package] = re.findall(r"(?:^|[,|]\s*)([a-z0-9][a-z0-9.+-]+)", names)
        held, new = set(), ["libc6", *listed]
        while new:
            package = new.pop()
            if package not in held and package in depends:
                held.add(package)
                new += depends[package]
        self.assertEqual(set(listed) - held, set(), "not installed here")
        needed = {"/usr/bin/pdftotext"}
        for line in output("ldd", PROGRAM).splitlines():
            found = re.search(r"=> (/\S+)", line)
            # Swift's own libraries are inside the program that is released.
            if found and "/swift/" not in found[1]:
                needed.add(found[1])
        # Debian names a file by one of the two ways to it that a merged /usr gives.
        places = {
            path: {
                way
                for real in (path, os.path.realpath(path))
                for way in (real, real.removeprefix("/usr"), "/usr" + real)
            }
            for path in needed
        }
        run = subprocess.run(["dpkg-query", "-S", *set().union(*places.values())], capture_output=True, text=True)
        owner = {}
        for line in run.stdout.splitlines():
            packages, _, place = line.rpartition(": ")
            owner[place] = packages.split(":")[0]
        for path, ways in sorted(places.items()):
            owners = {owner[way] for way in ways if way in owner}
            self.assertTrue(owners & held, f"{path} of {owners or 'no package'} is not in the image")


if __name__ == "__main__":
    unittest.main()
