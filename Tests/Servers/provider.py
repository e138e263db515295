"""An OpenID provider for tests. People: somchai@example.go.th, stranger@example.go.th, and doubtful@example.go.th, whom it does not vouch
for. GET /approve?sub=… with the query of an authorization request answers with the address the browser would be sent to."""
import base64
import hashlib
import socket

import flask
import oidc_provider_mock

import ending  # noqa: F401

people = [
    oidc_provider_mock.User(sub=name, claims={"email": f"{name}@example.go.th", "email_verified": name != "doubtful"})
    for name in ("Somchai", "stranger", "doubtful")
]
app = oidc_provider_mock.app(require_nonce=True, user_claims=people)
challenges = set()


@app.before_request
def check_pkce():
    """The mock does not look at the proof key (RFC 7636), so this does."""
    if flask.request.path == "/oauth2/authorize" and "code_challenge" in flask.request.args:
        assert flask.request.args["code_challenge_method"] == "S256"
        challenges.add(flask.request.args["code_challenge"])
    if flask.request.path == "/oauth2/token":
        digest = hashlib.sha256(flask.request.form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() not in challenges:
            return "no", 400


@app.route("/approve")
def approve():
    query = flask.request.query_string.decode()
    answer = app.test_client().post(
        f"/oauth2/authorize?{query}", base_url=flask.request.host_url, data={"sub": flask.request.args["sub"]}
    )
    return answer.headers.get("location", f"no: {answer.status} {answer.get_data(as_text=True)}")


with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
print(f"ready {port}", flush=True)
app.run("127.0.0.1", port, debug=False, use_reloader=False)
