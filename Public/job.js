// A page of long work shows how far it is without being loaded again.
const section = document.getElementById("job");
async function look() {
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("job");
    if (!answer.ok || !fresh) return location.reload();
    if (fresh.innerHTML !== section.innerHTML) section.innerHTML = fresh.innerHTML;
    if (!fresh.querySelector("progress")) return;
  } catch {
    // The network is away for a moment; the work is not.
  }
  setTimeout(look, 2000);
}
if (section?.querySelector("progress")) setTimeout(look, 1000);
