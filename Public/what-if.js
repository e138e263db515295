// Works out the result while scores are typed: asks the server for that part alone and puts it in place.
// Without this script the form's button does the same.
(() => {
  const form = document.querySelector('form[data-live]');
  const place = form && document.getElementById(form.dataset.live);
  if (!place) return;
  let waiting, asking;

  const ask = async () => {
    const query = new URLSearchParams();
    for (const field of form.elements) {
      if (field.name && field.value.trim() !== field.dataset.now) query.append(field.name, field.value);
    }
    history.replaceState(null, '', query.size ? '?' + query : location.pathname);
    query.append('part', 'result');
    if (asking) asking.abort();
    asking = new AbortController();
    try {
      const answer = await fetch('?' + query, { signal: asking.signal });
      if (answer.ok || answer.status === 422) place.innerHTML = await answer.text();
    } catch (error) {
      if (error.name !== 'AbortError') form.querySelector('button').hidden = false;
    }
  };

  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 300);
  });
})();
