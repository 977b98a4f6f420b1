// The filter of the catalogue, in place. It asks for the same addresses as the form without this
// script, and takes over what is different in the page that comes back.

const PARTS = ["#heading", "#found", "#results", "#filters-on", "#clear", ".site-foot nav"];
// As long as somebody types on; in milliseconds.
const PAUSE = 250;

const form = document.querySelector(".filters form");
let request = new AbortController();
let waiting = 0;

function address() {
  const asked = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...asked]) {
    if (!value.trim()) asked.delete(name);
  }
  return asked.size ? `${form.action}?${asked}` : form.action;
}

function takeOver(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const before = form.getBoundingClientRect().top;
  for (const part of PARTS) {
    const [old, fresh] = [document.querySelector(part), page.querySelector(part)];
    old.className = fresh.className;
    old.replaceChildren(...fresh.childNodes);
  }
  document.title = page.title;
  // The heading above may be higher or lower now; what one is working with stays where it is.
  scrollBy({ top: form.getBoundingClientRect().top - before, behavior: "instant" });
}

async function show() {
  clearTimeout(waiting);
  request.abort();
  request = new AbortController();
  const url = address();
  try {
    const answer = await fetch(url, { signal: request.signal });
    if (!answer.ok) throw new Error(answer.statusText);
    takeOver(await answer.text());
    history.replaceState(null, "", url);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url);
  }
}

form.addEventListener("input", (event) => {
  clearTimeout(waiting);
  waiting = setTimeout(show, event.target.type === "search" ? PAUSE : 0);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
