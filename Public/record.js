// Recording a result: photos go up by themselves, piece by piece, and go on after a broken connection; what is typed is
// kept on this device until it is recorded. Without this script the same form sends everything at once.
(() => {
  const form = document.getElementById("record");
  const list = document.getElementById("uploads");
  const done = new URLSearchParams(location.search).get("done");
  try {
    const sent = sessionStorage.getItem("sent");
    if (sent && (["recorded", "revised", "evidence_added"].includes(done))) localStorage.removeItem(sent);
    if (sent) sessionStorage.removeItem("sent");
    // What was not kept is named on the page that follows, whatever that page is.
    const lost = sessionStorage.getItem("lost");
    if (lost) {
      sessionStorage.removeItem("lost");
      const note = document.createElement("p");
      note.className = "notice fault";
      note.setAttribute("role", "alert");
      note.textContent = `▲ ${lost}`;
      document.querySelector("main").prepend(note);
    }
  } catch { /* a browser that keeps nothing */ }
  if (!form || !list) return;
  const words = list.dataset;
  const piece = Number(words.piece);
  const status = document.getElementById("saved");
  const tell = (text) => { if (status) status.textContent = text; };

  // What is typed. The words of a result that is recorded already are not kept: somebody may change them meanwhile.
  const draft = `draft ${words.who}`;
  const typed = (form.elements.key ? ["text", "links"] : ["links"]).map((name) => form.elements[name]).filter(Boolean);
  const keep = () => {
    try {
      const texts = Object.fromEntries(typed.map((field) => [field.name, field.value]));
      localStorage.setItem(draft, JSON.stringify({ at: Date.now(), texts }));
      // What is told of saving and of refused files weighs more than that the text is kept.
      if (!wanted && !without?.isConnected) tell(words.saved);
    } catch { /* full, or forbidden */ }
  };
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith("draft ")) continue;
      const kept = JSON.parse(localStorage.getItem(name));
      if (Date.now() - kept.at > 14 * 86400000) localStorage.removeItem(name);
      else if (name === draft) {
        for (const field of typed) {
          const text = kept.texts[field.name];
          if (!text || field.value) continue;
          field.value = text;
          field.closest("details")?.setAttribute("open", "");
          tell(words.restored);
        }
      }
    }
  } catch { /* damaged: nothing to bring back */ }
  let later;
  form.addEventListener("input", (event) => {
    if (!typed.includes(event.target)) return;
    clearTimeout(later);
    later = setTimeout(keep, 300);
  });
  addEventListener("pagehide", () => { if (typed.some((field) => field.value)) keep(); });

  // Talking to the server.
  class Final extends Error {}
  class SignedOut extends Error {}
  /** Says that somebody has to sign in again, with the way there: in another tab, so that this page stays. */
  function signedOut(place, text) {
    if (!place) return;
    const link = document.createElement("a");
    Object.assign(link, { href: "/sign-in", target: "_blank", rel: "noopener", textContent: words.signIn });
    place.replaceChildren(`${text} `, link);
  }
  const token = () => form.elements["form-token"];
  /** Takes the token of the session there is now; false where nobody is signed in any more. Whoever is signed in finds
   * one on every page: also where the form is gone, because the round was closed. The server then says so. */
  async function freshen() {
    const answer = await fetch(words.page, { headers: { accept: "text/html" } });
    if (answer.redirected || !answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[name=form-token]");
    if (!fresh) return false;
    for (const field of document.querySelectorAll("[name=form-token]")) field.value = fresh.value;
    return true;
  }
  async function ask(address, fields, bytes, again = false) {
    const body = bytes ? new FormData() : new URLSearchParams();
    body.append("form-token", token().value);
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    if (bytes) body.append("piece", bytes, "piece");
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 120000);
    try {
      const answer = await fetch(address, { method: "POST", body, signal: stop.signal });
      if (answer.ok) return await answer.json();
      if (answer.status === 422 || answer.status === 413) {
        const said = await answer.json().catch(() => ({}));
        throw new Final(said.problem || words.large);
      }
      if (answer.status === 404) return null;
      if ([401, 403, 409].includes(answer.status)) {
        if (!(await freshen())) throw new SignedOut();
        tell("");
        // Signed in again: the signal is there, so nobody is told that it is not.
        if (!again) return await ask(address, fields, bytes, true);
      }
      throw new Error(`status ${answer.status}`);
    } finally {
      clearTimeout(timer);
    }
  }

  // Files: those on their way, and those that were refused.
  const items = new Set();
  const failed = new Set();
  let leaving = false;
  let without;
  let wake = () => {};
  const pause = (ms) => new Promise((resume) => {
    const timer = setTimeout(resume, ms);
    const before = wake;
    wake = () => { before(); clearTimeout(timer); resume(); };
  });
  // Whoever comes back to this page may have signed in elsewhere meanwhile.
  for (const event of ["online", "focus"]) addEventListener(event, () => { wake(); wake = () => {}; });

  // What was taken off stays so, also where nothing could be sent just then and the page was left: it is sent later.
  const off = `off ${words.who}`;
  function takenOff(change = (ids) => ids) {
    try {
      const ids = change(JSON.parse(localStorage.getItem(off) || "[]"));
      if (ids.length) localStorage.setItem(off, JSON.stringify(ids));
      else localStorage.removeItem(off);
      return ids;
    } catch { return []; }
  }
  async function takeOff(id) {
    takenOff((ids) => [...new Set([...ids, id])]);
    for (let wait = 1000; ; wait = Math.min(wait * 2, 30000)) {
      try {
        await ask(`${words.to}/${id}/removal`, {});
        break;
      } catch (error) {
        if (error instanceof Final) break;
        await pause(wait);
      }
    }
    takenOff((ids) => ids.filter((other) => other !== id));
  }
  for (const id of takenOff()) {
    list.querySelector(`[name=upload][value="${CSS.escape(id)}"]`)?.closest("li")?.remove();
    takeOff(id);
  }

  function show(item) {
    const line = document.createElement("li");
    const picture = document.createElement(item.file.type.startsWith("image/") ? "img" : "span");
    if (picture.tagName === "IMG") {
      picture.alt = "";
      picture.src = URL.createObjectURL(item.file);
      picture.addEventListener("error", () => {
        const sign = document.createElement("span");
        sign.className = "file";
        sign.textContent = "▣";
        picture.replaceWith(sign);
      });
    } else {
      picture.className = "file";
      picture.textContent = "▤";
    }
    const text = document.createElement("div");
    const name = document.createElement("span");
    name.textContent = item.file.name;
    item.progress = document.createElement("progress");
    item.progress.max = item.file.size || 1;
    item.progress.value = 0;
    item.progress.setAttribute("aria-label", `${words.sending} ${item.file.name}`);
    item.state = document.createElement("p");
    item.state.className = "hint";
    item.state.textContent = words.sending;
    text.append(name, item.progress, item.state);
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "btn quiet small";
    remove.textContent = "✕";
    remove.setAttribute("aria-label", `${words.remove}: ${item.file.name}`);
    remove.addEventListener("click", () => {
      item.gone = true;
      items.delete(item);
      failed.delete(item);
      if (!failed.size) without?.remove();
      line.remove();
      if (item.id) takeOff(item.id);
      settle();
    });
    line.append(picture, text, remove);
    list.append(line);
    item.line = line;
  }

  function fail(item, text) {
    items.delete(item);
    failed.add(item);
    leaving = false;
    item.progress?.remove();
    item.state.className = "fault";
    item.state.textContent = `▲ ${text}`;
  }

  async function send(item) {
    let wait = 1000;
    while (!item.gone) {
      try {
        if (!item.id) {
          const begun = await ask(words.to, {
            name: item.file.name, size: item.file.size, about: words.about, kind: item.kind,
            mark: item.file.lastModified,
          });
          if (!begun) throw new Error("not there");
          Object.assign(item, { id: begun.id, have: begun.have, whole: begun.whole, photo: begun.photo });
          if (item.gone) { takeOff(item.id); return; }
        }
        while (!item.whole && !item.gone) {
          item.progress.value = item.have;
          const bytes = item.file.slice(item.have, item.have + piece);
          const answer = await ask(`${words.to}/${item.id}`, { offset: item.have }, bytes);
          if (!answer) { item.id = null; break; }
          Object.assign(item, { have: answer.have, whole: answer.whole, photo: answer.photo });
          item.state.textContent = words.sending;
          wait = 1000;
        }
        if (item.whole) {
          const field = document.createElement("input");
          Object.assign(field, { type: "hidden", name: "upload", value: item.id });
          if (!item.gone) item.line.append(field);
          const sign = item.line.querySelector("span.file");
          if (sign && item.photo) {
            const picture = document.createElement("img");
            picture.alt = "";
            picture.src = `${words.to}/${item.id}/print`;
            sign.replaceWith(picture);
          }
          item.progress.remove();
          item.state.textContent = `✓ ${words.sent}`;
          items.delete(item);
          return;
        }
      } catch (error) {
        if (error instanceof Final) return fail(item, error.message);
        if (error instanceof SignedOut) {
          signedOut(item.state, words.held);
          signedOut(status, words.signedOut);
        } else item.state.textContent = words.waiting;
        await pause(wait);
        wait = Math.min(wait * 2, 30000);
        // Where to go on: a piece may have arrived although its answer did not.
        if (item.id) {
          const here = await fetch(`${words.to}/${item.id}`).then((r) => (r.ok && !r.redirected ? r.json() : null)).catch(() => null);
          if (here) Object.assign(item, { have: here.have, whole: here.whole, photo: here.photo });
        }
      }
    }
  }

  const queue = [];
  let busy = 0;
  function next() {
    while (busy < 2 && queue.length) {
      busy += 1;
      send(queue.shift()).finally(() => { busy -= 1; next(); settle(); });
    }
  }

  for (const kind of ["photos", "files"]) {
    const input = form.elements[kind];
    if (!input) continue;
    input.addEventListener("change", () => {
      const there = list.querySelectorAll("li").length;
      for (const [index, file] of [...input.files].entries()) {
        const item = { file, kind };
        show(item);
        if (there + index >= Number(words.most)) { fail(item, words.many); continue; }
        if (file.size > Number(words.largest)) { fail(item, words.large); continue; }
        items.add(item);
        queue.push(item);
      }
      input.value = "";
      next();
    });
  }

  // Saving waits for what is still on its way, and happens once.
  let wanted = false;
  let saving = false;
  // What was refused is never passed over in silence: the person says whether to save without it.
  const names = () => [...failed].map((item) => item.file.name).join(", ");
  function askWithout() {
    wanted = false;
    tell(`▲ ${words.failed} ${names()}`);
    without ??= document.createElement("button");
    without.type = "button";
    without.className = "btn quiet";
    without.textContent = words.without;
    without.onclick = () => { leaving = wanted = true; settle(); };
    (status ?? list).after(without);
    without.focus();
  }
  async function settle() {
    if (!wanted || items.size || saving) return;
    if (failed.size && !leaving) { askWithout(); return; }
    saving = true;
    try {
      if (await freshen()) {
        try {
          sessionStorage.setItem("sent", draft);
          if (failed.size) sessionStorage.setItem("lost", `${words.lost} ${names()}`);
        } catch { /* keeps the draft a little longer */ }
        form.submit();
        return;
      }
      signedOut(status, words.signedOut);
    } catch {
      // It was asked for: it goes on by itself as soon as there is a signal.
      tell(words.waiting);
      saving = false;
      pause(3000).then(settle);
      return;
    }
    wanted = saving = false;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (wanted) return;
    wanted = true;
    if (items.size) tell(words.busy);
    settle();
  });
  addEventListener("pageshow", (event) => { if (event.persisted) wanted = saving = false; });
})();
